SELECT CAST(CAST(NULL AS decimal(38,18)) AS string), reverse(CAST(NULL AS decimal(20,7)))
SELECT CAST(a AS string) FROM VALUES (CAST(NULL AS decimal(38,18))), (CAST(0 AS decimal(38,18))), (CAST(0.0000001 AS decimal(38,18))), (CAST(-1.5 AS decimal(38,18))) t(a)
SELECT concat('x', CAST(NULL AS decimal(10,8))), length(CAST(NULL AS decimal(10,8)))
