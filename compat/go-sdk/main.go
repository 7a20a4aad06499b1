// The vendor's page "Creating and Using a Datasource Connection", by its SDK for Go, and then a job that goes through the connection.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	dli "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dli/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/dli/v1/model"
)

const waitFor = 5 * time.Minute

func expect(holds bool, format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	if !holds {
		fmt.Println("FAILED", text)
		os.Exit(1)
	}
	fmt.Println("ok    ", text)
}

func must[T any](answer T, err error) T {
	if err != nil {
		fmt.Println("FAILED", err)
		os.Exit(1)
	}
	return answer
}

func pointer[T any](value T) *T { return &value }

func until(meanwhile string, look func() bool) {
	for end := time.Now().Add(waitFor); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if look() {
			return
		}
	}
	expect(false, "%s", meanwhile)
}

func runSql(client *dli.DliClient, sql string) string {
	body := &model.CreateSqlJobRequestBody{Sql: sql, QueueName: pointer("q1"), Currentdb: pointer("shop")}
	submitted := must(client.CreateSqlJob(&model.CreateSqlJobRequest{Body: body}))
	expect(*submitted.IsSuccess, "a job is submitted: %.50s", sql)
	status, message := "", ""
	until("the job has not ended", func() bool {
		job := must(client.ShowSqlJobStatus(&model.ShowSqlJobStatusRequest{JobId: *submitted.JobId}))
		status, message = job.Status.Value(), *job.Message
		return status == "FINISHED" || status == "FAILED" || status == "CANCELLED"
	})
	expect(status == "FINISHED", "the job is %s %s", status, message)
	return *submitted.JobId
}

func main() {
	credentials := must(basic.NewCredentialsBuilder().WithAk(os.Getenv("CAUSEWAY_ACCESS_KEY")).WithSk(os.Getenv("CAUSEWAY_SECRET_KEY")).
		WithProjectId(os.Getenv("CAUSEWAY_PROJECT_ID")).SafeBuild())
	http := must(dli.DliClientBuilder().WithEndpoints([]string{os.Getenv("CAUSEWAY_ENDPOINT")}).WithCredential(credentials).SafeBuild())
	client := dli.NewDliClient(http)

	queues := []string{"q1", "q2"}
	for _, name := range queues {
		body := &model.CreateQueueRequestBody{QueueName: name, CuCount: 16, ResourceMode: pointer(int32(1))}
		made := must(client.CreateQueue(&model.CreateQueueRequest{Body: body}))
		expect(*made.IsSuccess && *made.QueueName == name, "queue %s is created, dedicated", name)
	}
	hosts := []model.EnhancedConnectionHost{
		{Ip: pointer(os.Getenv("CAUSEWAY_DATABASE_ADDRESS")), Name: pointer("ecs-97f8-0001")},
		{Ip: pointer("192.168.0.2"), Name: pointer("ecs-97f8-0002")},
	}
	connection := must(client.CreateEnhancedConnection(&model.CreateEnhancedConnectionRequest{Body: &model.CreateEnhancedConnectionRequestBody{
		Name: "test1", DestVpcId: os.Getenv("CAUSEWAY_VPC_ID"), DestNetworkId: os.Getenv("CAUSEWAY_SUBNET_ID"),
		Queues: pointer(queues[:1]), Hosts: &hosts,
	}}))
	id := *connection.ConnectionId
	expect(id != "", "an enhanced datasource connection is created with q1 bound")
	bound := must(client.AssociateQueueToEnhancedConnection(&model.AssociateQueueToEnhancedConnectionRequest{ConnectionId: id,
		Body: &model.AssociateQueueToEnhancedConnectionRequestBody{Queues: pointer(queues[1:])}}))
	expect(*bound.IsSuccess, "q2 is bound to it")
	shown := must(client.ShowEnhancedConnection(&model.ShowEnhancedConnectionRequest{ConnectionId: id}))
	until("not both queues are ACTIVE", func() bool {
		shown = must(client.ShowEnhancedConnection(&model.ShowEnhancedConnectionRequest{ConnectionId: id}))
		active := 0
		for _, peer := range *shown.AvailableQueueInfo {
			if *peer.Status == "ACTIVE" {
				active++
			}
		}
		return active == len(queues)
	})
	expect(*shown.Status == "ACTIVE" && len(*shown.Hosts) == len(hosts), "both queues are ACTIVE in it, and it has its hosts")

	must(client.CreateJobAuthInfo(&model.CreateJobAuthInfoRequest{Body: &model.CreateJobAuthInfoRequestBody{AuthInfoName: "shop_login", DatasourceType: "passwd",
		UserName: pointer(os.Getenv("CAUSEWAY_DATABASE_USER")), Password: pointer(os.Getenv("CAUSEWAY_DATABASE_PASSWORD"))}}))
	must(client.CreateDatabase(&model.CreateDatabaseRequest{Body: &model.CreateDatabaseRequestBody{DatabaseName: "shop"}}))
	runSql(client, "CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://ecs-97f8-0001:5432/postgres', 'driver'='org.postgresql.Driver', "+
		"'dbtable'='public.orders', 'passwdauth'='shop_login', 'encryption'='true')")
	job := runSql(client, "SELECT customer, CAST(sum(amount) AS STRING) AS total FROM orders GROUP BY customer ORDER BY customer")
	rows := *must(client.PreviewSqlJobResult(&model.PreviewSqlJobResultRequest{JobId: job})).Rows
	expect(fmt.Sprint(rows) == "[[Ada 10.75] [Grace 20.25]]", "the rows came through the connection: %v", rows)

	must(client.DisassociateQueueFromEnhancedConnection(&model.DisassociateQueueFromEnhancedConnectionRequest{ConnectionId: id,
		Body: &model.DisassociateQueueFromEnhancedConnectionRequestBody{Queues: &queues}}))
	must(client.DeleteEnhancedConnection(&model.DeleteEnhancedConnectionRequest{ConnectionId: id}))
	for _, name := range queues {
		must(client.DeleteQueue(&model.DeleteQueueRequest{QueueName: name}))
	}
	expect(true, "the queues are unbound, and they and the connection are deleted")
}
