// What the service's own SDK for Java does: queues, databases, SQL jobs and their rows, by a token, over the connection that the queue has.

import com.huawei.dli.sdk.*;
import com.huawei.dli.sdk.authentication.AuthenticationMode;
import com.huawei.dli.sdk.common.*;
import java.util.ArrayList;
import java.util.List;

public class Jobs {
  static String given(String name) {
    return System.getenv("CAUSEWAY_" + name);
  }

  static void expect(boolean holds, String text) {
    System.out.println((holds ? "ok     " : "FAILED ") + text);
    if (!holds) System.exit(1);
  }

  static DLIClient client() {
    DLIInfo info = new DLIInfo();
    String region = given("PROJECT");
    info.setRegionName(region);
    info.setIamEndPoint("iam." + region + ".local.test");
    info.setServerEndPoint("dli." + region + ".local.test");
    info.setProjectId(given("PROJECT_ID"));
    info.setDomainName(given("DOMAIN"));
    info.setUserName(given("USER"));
    info.setPassword(given("PASSWORD"));
    DLIClient client = new DLIClient(AuthenticationMode.TOKEN, info);
    client.setProxy("127.0.0.1", Integer.parseInt(given("PROXY_PORT")));
    return client;
  }

  static List<String> rows(ResultSet result) throws Exception {
    List<String> rows = new ArrayList<>();
    while (result.next()) rows.add(result.getRow().getRowString());
    return rows;
  }

  public static void main(String[] args) throws Exception {
    DLIClient client = client();
    client.createQueue("q2", 16, ChargingMode.CHARGING_MODE_CU, "by the SDK");
    expect(client.listAllQueues().stream().anyMatch(queue -> queue.getQueueName().equals("q2")), "a queue is created and listed");
    client.createDatabase("shop", "of orders");
    expect(client.getDatabase("shop").getDescription().equals("of orders"), "a database is created and found");

    Queue queue = client.getQueue("q1");
    new SQLJob(queue, "shop", "CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://ecs-97f8-0001:5432/postgres',"
        + " 'driver'='org.postgresql.Driver', 'dbtable'='public.orders', 'passwdauth'='shop_login', 'encryption'='true')").submit();
    expect(client.getDatabase("shop").listAllTables().stream().anyMatch(table -> table.getTableName().equals("orders")),
        "a table of the database in the private network is made");
    SQLJob job = new SQLJob(queue, "shop",
        "SELECT customer, CAST(sum(amount) AS STRING) AS total FROM orders GROUP BY customer ORDER BY customer");
    List<String> totals = rows(job.submitQuery());
    expect(totals.size() == 2 && totals.get(0).contains("Ada") && totals.get(0).contains("10.75") && totals.get(1).contains("20.25"),
        "the rows came through the connection: " + totals);

    ResultSet typed = new SQLJob(queue, "shop", "SELECT 1 AS i, 2L AS l, CAST(1.5 AS DECIMAL(5,2)) AS d, true AS b, DATE '2026-11-28' AS day,"
        + " TIMESTAMP '2026-11-28 12:00:00' AS at, array(1, 2) AS a, CAST(NULL AS STRING) AS n").submitQuery();
    expect(typed.next(), "a row of every kind of cell is read");
    Row row = typed.getRow();
    expect(row.getInt(0) == 1 && row.getLong(1) == 2 && row.getBigDecimal(2).toPlainString().equals("1.50") && row.getBoolean(3),
        "numbers and booleans are what they are");
    expect(row.getTimestamp(5).getTime() == 1795867200000L, "a time is its milliseconds: " + row.getTimestamp(5).getTime());
    expect(row.getArray(6) != null && row.getString(7) == null, "an array is one, and NULL is null");

    expect(client.listAllJobs().stream().anyMatch(each -> each.getJobId().equals(job.getJobId())), "the jobs are listed");
    expect(client.queryJobResultInfo(job.getJobId()).getJobStatus() == JobStatus.FINISHED, "the status of one is asked for");
    expect(client.checkSQL("SELECT 1").getIsSuccess(), "a statement is checked");
    client.getDatabase("shop").getTable("orders").deleteTable();
    client.getDatabase("shop").deleteDatabase();
    client.getQueue("q2").deleteQueue();
    expect(client.listAllQueues().stream().noneMatch(each -> each.getQueueName().equals("q2")), "table, database and queue are deleted");
  }
}
