# What a project of the vendor's usually begins with. `description` and `more` change from one apply to the next; nothing else does.
# Queues and pools have no tags here: the provider does not read them, and makes one that was imported anew for them.

terraform {
  required_providers {
    huaweicloud = { source = "huaweicloud/huaweicloud" }
  }
}

provider "huaweicloud" {}

variable "description" { type = string }
variable "password" {
  type      = string
  sensitive = true
}
variable "user_name" { type = string }
variable "more" {
  type    = bool
  default = false
}

resource "huaweicloud_vpc" "shop" {
  name        = "shop"
  cidr        = "10.20.0.0/16"
  description = var.description
  tags        = { of = "terraform" }
}

resource "huaweicloud_vpc_subnet" "shop" {
  name        = "shop"
  cidr        = "10.20.1.0/24"
  gateway_ip  = "10.20.1.1"
  vpc_id      = huaweicloud_vpc.shop.id
  description = var.description
}

resource "huaweicloud_dli_elastic_resource_pool" "shop" {
  name        = "terraform_pool"
  description = var.description
  min_cu      = 64
  max_cu      = var.more ? 128 : 96
  cidr        = "172.16.0.0/18"
}

resource "huaweicloud_dli_queue" "in_pool" {
  name                       = "terraform_in_pool"
  elastic_resource_pool_name = huaweicloud_dli_elastic_resource_pool.shop.name
  resource_mode              = 1
  cu_count                   = 16

  spark_driver {
    max_instance   = 2
    max_concurrent = var.more ? 2 : 1
  }

  scaling_policies {
    priority          = 1
    impact_start_time = "00:00"
    impact_stop_time  = "24:00"
    min_cu            = 16
    max_cu            = var.more ? 64 : 32
  }
}

resource "huaweicloud_dli_queue" "alone" {
  name          = "terraform_alone"
  resource_mode = 1
  cu_count      = var.more ? 80 : 64
  description   = "stands alone"
}

resource "huaweicloud_dli_datasource_connection" "shop" {
  name      = "terraform_shop"
  vpc_id    = huaweicloud_vpc.shop.id
  subnet_id = huaweicloud_vpc_subnet.shop.id
  queues    = [huaweicloud_dli_queue.alone.name]

  hosts {
    name = "orders"
    ip   = "10.20.1.10"
  }

  dynamic "hosts" {
    for_each = var.more ? ["10.20.1.11"] : []
    content {
      name = "prices"
      ip   = hosts.value
    }
  }

  # The provider adds before it takes away: another route has to have another name.
  routes {
    name = var.more ? "plant" : "office"
    cidr = var.more ? "10.31.0.0/16" : "10.30.0.0/16"
  }
}

resource "huaweicloud_dli_datasource_connection_associate" "shop" {
  connection_id          = huaweicloud_dli_datasource_connection.shop.id
  elastic_resource_pools = [huaweicloud_dli_elastic_resource_pool.shop.name]
}

resource "huaweicloud_dli_datasource_connection_privilege" "shop" {
  connection_id = huaweicloud_dli_datasource_connection.shop.id
  project_id    = "ffffffffffffffffffffffffffffffff"
}

resource "huaweicloud_dli_datasource_auth" "shop" {
  name      = "terraform_login"
  type      = "passwd"
  user_name = var.more ? "reader" : "writer"
  password  = var.password
}

resource "huaweicloud_dli_database" "shop" {
  name        = "terraform_shop"
  description = "of Terraform"
}

resource "huaweicloud_dli_table" "visits" {
  database_name = huaweicloud_dli_database.shop.name
  name          = "visits"
  data_location = "DLI"

  columns {
    name        = "path"
    type        = "string"
    description = "what was seen"
  }

  columns {
    name        = "seconds"
    type        = "int"
    description = "for how long"
  }
}

resource "huaweicloud_dli_database_privilege" "visits" {
  object     = "databases.${huaweicloud_dli_database.shop.name}.tables.${huaweicloud_dli_table.visits.name}"
  user_name  = var.user_name
  privileges = var.more ? ["SELECT", "DESCRIBE_TABLE"] : ["SELECT"]
}

resource "huaweicloud_dli_permission" "alone" {
  user_name  = var.user_name
  object     = "queues.${huaweicloud_dli_queue.alone.name}"
  privileges = var.more ? ["SUBMIT_JOB", "CANCEL_JOB"] : ["SUBMIT_JOB"]
}

resource "huaweicloud_dli_sql_job" "describe" {
  sql           = "DESC ${huaweicloud_dli_table.visits.name}"
  database_name = huaweicloud_dli_database.shop.name
  queue_name    = huaweicloud_dli_queue.alone.name
}

# Without a database: what is read back has none either, or each apply would run the statement again.
resource "huaweicloud_dli_sql_job" "listed" {
  sql        = "SHOW DATABASES"
  queue_name = huaweicloud_dli_queue.alone.name
}

resource "huaweicloud_dli_sql_template" "visits" {
  name        = "terraform_visits"
  sql         = "SELECT * FROM visits"
  description = var.description
  group       = "shop"
}

resource "huaweicloud_dli_flink_template" "stream" {
  name        = "terraform_stream"
  type        = "flink_sql_job"
  sql         = "SELECT 1"
  description = var.description
}

resource "huaweicloud_dli_spark_template" "batch" {
  name        = "terraform_batch"
  description = var.description
  group       = "shop"

  body {
    queue_name     = huaweicloud_dli_queue.alone.name
    name           = "batch"
    app_name       = "apps/batch.jar"
    main_class     = "shop.Batch"
    app_parameters = ["all"]
    specification  = "A"
  }
}

resource "huaweicloud_dli_global_variable" "today" {
  name  = "terraform_today"
  value = var.description
}

resource "huaweicloud_dli_agency" "shop" {
  roles = var.more ? ["obs_adm", "vpc_netadm"] : ["obs_adm"]
}
