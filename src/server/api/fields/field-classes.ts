import type { InputPart } from '../input/parse-input.ts'

/**
 * secret: opens something; nothing shows it but the answer that makes it. sensitive: what users have written, or what their data is; it is shown to who may see what
 * it belongs to, and stands in no log, no audit and no event. public: names, numbers and states, which may stand there as well.
 */
export type FieldClass = 'secret' | 'sensitive' | 'public'
export type FieldPart = InputPart | 'response'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const CLASSES: readonly (readonly [FieldClass, ReadonlySet<string>])[] = [
  [
    'secret',
    words(
      'page_key ticket token password key_password keystore_password truststore_password original_password private_key secret secret_key securitytoken',
    ),
  ],
  [
    'sensitive',
    words(`
  sql sql_body sql_pattern select_statement statement create_table_sql args conf user_conf parameters properties value values Value message detail
  err_msg fail_reason explanation description desc table_comment rows result schema body partition_spec partition_name filter location locations
  seen found text remedy connection_url var_value source keyword krb5_conf current_roles note notice reason remedies
`),
  ],
  [
    'public',
    words(`
  what Key access access_key action actions activate actual_cu address after applicant_project_id async auth_info_name auto_recovery availability_zone
  bad_records_path bucket bytes call_filter cascade catalog_name category certificate_location changed_at chargingMode charging_mode cidr cidr_in_vpc cidr_v6
  className cloud_resources cluster_name code column_count column_name compress connection_id connectivity count create_time created_at cuCount
  cu_count cu_scale_in_limit cu_scale_out_limit cu_spec current_catalog current_cu current_page currentdb cursor data_location data_path data_type
  database database_count database_name datasource_type date_format db_name defaultValue default_spark_version default_value delimiter dest_network_id
  dest_vpc_id details dhcp_enable dial dnsList domain domain_id door_id driverCores driverMemory duration duration_ms duration_seconds elastic_resource_pool_name
  elastic_resource_pools en-us enable_shared_snat enabled encoding_type end end_time engine engine_rules engine_type engines enterprise_project_id
  escape_char executorCores executorMemory expires_at export_mode extend_cidrs feature file file_system files files_read force format from
  from_row gateway_ip gateway_ip_v6 group group_id group_name hostname hosts href id image impact_start_time impact_stop_time inherit_elastic_resource_pool_max_cu
  input_row_count input_size interface ip ipv6_enable isPrivis is_admin is_async is_domain is_partition_column is_restarting is_sensitive is_success
  issued_at jars job_count job_group job_id job_mode job_status job_type job_types key keys keystore_location keytab killed_tasks_summary kind label
  labels lang language last_access_time last_ddl_time last_execute_time last_time last_use_time level limit limit_num manager marker max max_cu
  max_retry_times memory method methods min min_cu mode module_name modules name networks neutron_network_id neutron_subnet_id neutron_subnet_id_v6 new_owner next
  no_limit nocatalog numExecutors num_active_stages num_active_tasks num_completed_indices num_completed_stages num_completed_tasks num_failed_stages
  num_failed_tasks num_files num_killed_tasks num_rows num_skipped_stages num_skipped_tasks num_tasks object object_name object_type obs_bucket offset
  openapi order origin_cu outcome overwrite own_network owner page_size parent_id parent_region_id partition_columns partitions partitions_read password_expires_at paths peer
  peer_id plan_id plan_ids plan_name platform port ports prefix prepay_cu previous primary_dns priority privileges process_namespace processor progress projectId protocol
  project project_id proxy pyFiles queue queueName queueType queue_id queue_name queue_names queue_resource_type queue_type queues quota quote_char reasons
  record_time region region_id rel repeat_day request_id resource_count resource_id resource_mode resource_name resource_type resources result_count
  name_servers role roles route_name routes row_count rows_truncated rule rule_hints connection_name rule_id rule_name rule_uuid run_id sc_type scope scratch secondary_dns self servers suffixes spare_workers spark_template_id
  spark_version sqlCount sql_count sql_id sql_ids sql_name stage_ids start start_hour start_minute start_time status step sub_job_id submission_time
  subnet_id support_spark_versions sys_desc system_rule_id table_count table_name table_number connected_to table_size table_type tags target target_cu task_id
  template_id tenant_id threads time timestamp_format tls to took_ms total total_count total_size truststore_location type underlying_name update_time updated updated_at
  url used used_cu user user_id user_name valid_date_begin valid_date_end var_name verdict version vpc_id what_if with_column_header with_detail with_header with_priv
  without_tablemeta worker_time zh-cn connect_timeout host host_keys keepalive path public_key_fingerprint
  certificate host_authorities host_principal public_key ssh_agent
   uuid queue_list security_group_id service destination nexthop enhanced_local_route opt_name opt_value page per_page without_any_tag process obs_buckets network_id state
   broken dry_run enforced expect expectation_id expectations hidden_breaks holds observed since vpc_name auth_info allow_unencrypted_login
  agent_id certificate_end_time connect_time last_seen_time valid_seconds
  addresses preset lent covered covered_by host_count attachment cut
  into script_id statement_count ended_count stop_on_error number line column length error_code is_own session_id
`),
  ],
]

/** Where a name means something else than elsewhere: the operation, the part and the path are matched together. */
const EXCEPTIONS: readonly (readonly [RegExp, FieldClass])[] = [
  // Whoever logs in may write anything into any field of it.
  [/^iam\.(tokens|temporary-keys)\.create body\.auth\.identity\.(token\.id|hw_ak_sk\.secret\.key|password\.user\.password)$/, 'secret'],
  [/^iam\.(tokens|temporary-keys)\.create body\./, 'sensitive'],
  [/^causeway\.console-session\.create body\.(user|domain|access_key)$/, 'sensitive'],
  // Of the database.
  [/^dli\.auth-infos\.\w+ (body|response)\.(auth_infos\.)?user_name$/, 'sensitive'],
  [/^causeway\.explain\.\w+ query\.user$/, 'sensitive'],
  // Of a service: whoever writes it may write more than a place.
  [/^dli\.datasource-connections\.create body\.url$/, 'sensitive'],
  // It may be of one that is to be sensitive; of such a one it is never shown.
  [/^dli\.variables\.\w+ body\.var_value$/, 'secret'],
]

/** The class that a name has where nothing else is said; undefined for one that nobody has classed. */
export function namedClass(name: string): FieldClass | undefined {
  return CLASSES.find(([, names]) => names.has(name))?.[0]
}

/** What is in no list is secret. `path`: the names from the top of the part to the field. */
export function classOf(operation: string, part: FieldPart, path: readonly string[]): FieldClass {
  const place = `${operation} ${part}.${path.join('.')}`
  return EXCEPTIONS.find(([places]) => places.test(place))?.[1] ?? namedClass(path.at(-1) ?? '') ?? 'secret'
}

/** All names that are classed, for the check that each is one of a field. */
export const CLASSED_NAMES: readonly string[] = CLASSES.flatMap(([, names]) => [...names])
