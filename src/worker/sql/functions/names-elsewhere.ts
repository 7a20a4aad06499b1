/** What other databases call what Spark 3.3 has under another name, and how it is written here. Only names that no function here has. */
export const NAMES_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ...['string_agg', 'listagg', 'group_concat', 'wm_concat'].map((name) => [name, "array_join(collect_list(x), ',')"] as const),
  ...['getdate', 'sysdate', 'getutcdate', 'localtimestamp', 'sysdatetime'].map((name) => [name, 'current_timestamp()'] as const),
  ...['to_char', 'to_varchar', 'strftime', 'format_datetime', 'time_format'].map(
    (name) => [name, "date_format(x, 'yyyy-MM-dd') of dates, format_number(x, 2) of numbers, or CAST(x AS STRING)"] as const,
  ),
  ...['strptime', 'date_parse', 'str_to_date', 'parse_date', 'parse_datetime'].map(
    (name) => [name, "to_date(x, 'yyyy-MM-dd') or to_timestamp(x, 'yyyy-MM-dd HH:mm:ss')"] as const,
  ),
  ...['charindex', 'strpos'].map((name) => [name, 'instr(text, part)'] as const),
  ...['array_length', 'list_length'].map((name) => [name, 'size(x)'] as const),
  ...['json_extract', 'json_value', 'json_query', 'json_extract_scalar', 'json_extract_path_text', 'parse_json'].map(
    (name) => [name, "get_json_object(x, '$.path') or from_json(x, 'schema')"] as const,
  ),
  ...['iif', 'iff'].map((name) => [name, 'if(condition, x, y)'] as const),
  ...['convert', 'try_convert', 'safe_cast', 'try_cast'].map(
    (name) => [name, 'CAST(x AS type), which is NULL where a text is none of the type'] as const,
  ),
  ['unnest', 'explode(x)'],
  ['generate_series', 'explode(sequence(start, stop))'],
  ['datetrunc', "date_trunc('MONTH', x)"],
  ['approx_distinct', 'approx_count_distinct(x)'],
  ['regexp_matches', 'regexp_like(x, pattern)'],
  ['regexp_match', 'regexp_like(x, pattern)'],
  ['safe_divide', 'try_divide(x, y)'],
  ['to_hex', 'hex(x)'],
  ['newid', 'uuid()'],
  ['gen_random_uuid', 'uuid()'],
  ['epoch', 'unix_timestamp(x)'],
  ['age', 'datediff(end, start), or months_between(end, start)'],
  ['last_insert_id', 'max(id)'],
])
