// The vendor's page "Creating and Using a Datasource Connection", by its SDK for Java, and then a job that goes through the connection.

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.dli.v1.DliClient;
import com.huaweicloud.sdk.dli.v1.model.*;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

public class Procedure {
  static final long WAIT_MS = 300_000;
  static final Set<String> ENDS = Set.of("FINISHED", "FAILED", "CANCELLED");
  static final DliClient CLIENT = DliClient.newBuilder()
      .withCredential(new BasicCredentials().withAk(given("ACCESS_KEY")).withSk(given("SECRET_KEY")).withProjectId(given("PROJECT_ID")))
      .withEndpoints(List.of(given("ENDPOINT")))
      .build();

  static String given(String name) {
    return System.getenv("CAUSEWAY_" + name);
  }

  static void expect(boolean holds, String text) {
    System.out.println((holds ? "ok     " : "FAILED ") + text);
    if (!holds) System.exit(1);
  }

  static void until(String meanwhile, Supplier<Boolean> look) throws InterruptedException {
    for (long end = System.currentTimeMillis() + WAIT_MS; System.currentTimeMillis() < end; Thread.sleep(200)) if (look.get()) return;
    expect(false, meanwhile);
  }

  static String runSql(String sql) throws InterruptedException {
    CreateSqlJobRequestBody body = new CreateSqlJobRequestBody().withSql(sql).withQueueName("q1").withCurrentdb("shop");
    CreateSqlJobResponse submitted = CLIENT.createSqlJob(new CreateSqlJobRequest().withBody(body));
    expect(submitted.getIsSuccess(), "a job is submitted: " + sql.substring(0, 50));
    ShowSqlJobStatusRequest asked = new ShowSqlJobStatusRequest().withJobId(submitted.getJobId());
    until("the job has not ended", () -> ENDS.contains(CLIENT.showSqlJobStatus(asked).getStatus().getValue()));
    ShowSqlJobStatusResponse job = CLIENT.showSqlJobStatus(asked);
    expect(job.getStatus().getValue().equals("FINISHED"), "the job is " + job.getStatus().getValue() + " " + job.getMessage());
    return submitted.getJobId();
  }

  public static void main(String[] args) throws InterruptedException {
    try {
      procedure();
    } catch (ServiceResponseException error) {
      expect(false, error.getErrorCode() + " " + error.getErrorMsg());
    }
  }

  static void procedure() throws InterruptedException {
    for (String name : List.of("q1", "q2")) {
      CreateQueueRequestBody body = new CreateQueueRequestBody().withQueueName(name).withCuCount(16).withResourceMode(1);
      CreateQueueResponse made = CLIENT.createQueue(new CreateQueueRequest().withBody(body));
      expect(made.getIsSuccess() && made.getQueueName().equals(name), "queue " + name + " is created, dedicated");
    }
    List<EnhancedConnectionHost> hosts = List.of(
        new EnhancedConnectionHost().withIp(given("DATABASE_ADDRESS")).withName("ecs-97f8-0001"),
        new EnhancedConnectionHost().withIp("192.168.0.2").withName("ecs-97f8-0002"));
    String id = CLIENT.createEnhancedConnection(new CreateEnhancedConnectionRequest().withBody(new CreateEnhancedConnectionRequestBody()
        .withName("test1").withDestVpcId(given("VPC_ID")).withDestNetworkId(given("SUBNET_ID")).withQueues(List.of("q1")).withHosts(hosts)))
        .getConnectionId();
    expect(id != null, "an enhanced datasource connection is created with q1 bound");
    expect(CLIENT.associateQueueToEnhancedConnection(new AssociateQueueToEnhancedConnectionRequest().withConnectionId(id)
        .withBody(new AssociateQueueToEnhancedConnectionRequestBody().withQueues(List.of("q2")))).getIsSuccess(), "q2 is bound to it");
    ShowEnhancedConnectionRequest shown = new ShowEnhancedConnectionRequest().withConnectionId(id);
    until("not both queues are ACTIVE", () -> CLIENT.showEnhancedConnection(shown).getAvailableQueueInfo().stream()
        .filter(peer -> peer.getStatus().toString().equals("ACTIVE")).count() == 2);
    ShowEnhancedConnectionResponse connection = CLIENT.showEnhancedConnection(shown);
    expect(connection.getHosts().equals(hosts), "both queues are ACTIVE in it, and it has its hosts");

    CLIENT.createJobAuthInfo(new CreateJobAuthInfoRequest().withBody(new CreateJobAuthInfoRequestBody().withAuthInfoName("shop_login")
        .withDatasourceType("passwd").withUserName(given("DATABASE_USER")).withPassword(given("DATABASE_PASSWORD"))));
    CLIENT.createDatabase(new CreateDatabaseRequest().withBody(new CreateDatabaseRequestBody().withDatabaseName("shop")));
    runSql("CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://ecs-97f8-0001:5432/postgres', 'driver'='org.postgresql.Driver',"
        + " 'dbtable'='public.orders', 'passwdauth'='shop_login', 'encryption'='true')");
    String job = runSql("SELECT customer, CAST(sum(amount) AS STRING) AS total FROM orders GROUP BY customer ORDER BY customer");
    String rows = CLIENT.previewSqlJobResult(new PreviewSqlJobResultRequest().withJobId(job)).getRows().toString();
    expect(rows.equals("[[Ada, 10.75], [Grace, 20.25]]"), "the rows came through the connection: " + rows);

    CLIENT.disassociateQueueFromEnhancedConnection(new DisassociateQueueFromEnhancedConnectionRequest().withConnectionId(id)
        .withBody(new DisassociateQueueFromEnhancedConnectionRequestBody().withQueues(List.of("q1", "q2"))));
    CLIENT.deleteEnhancedConnection(new DeleteEnhancedConnectionRequest().withConnectionId(id));
    for (String name : List.of("q1", "q2")) CLIENT.deleteQueue(new DeleteQueueRequest().withQueueName(name));
    expect(true, "the queues are unbound, and they and the connection are deleted");
  }
}
