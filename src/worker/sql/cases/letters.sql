SELECT initcap('ǆo Ǆo ǉu ǋa ǳe'), initcap('ბიჭი ᲑᲘᲭᲘ ჽ'), initcap('ŉ ßx ǰ ﬃx'), initcap('𐐨𐐨 𐐀a')
SELECT sum(hash(c, initcap(c), initcap(concat('a ', c, 'B')))) FROM (SELECT decode(unhex(lpad(hex(id), 4, '0')), 'UTF-16BE') AS c FROM range(128, 55296)) WHERE c <> 'Σ'
SELECT sum(hash(c, upper(c), lower(c))) FROM (SELECT decode(unhex(lpad(hex(id), 4, '0')), 'UTF-16BE') AS c FROM range(128, 55296))
SELECT sum(hash(c, upper(c), lower(c), initcap(c))) FROM (SELECT decode(unhex(concat(hex(55296 + (id - 65536) div 1024), hex(56320 + (id - 65536) % 1024))), 'UTF-16BE') AS c FROM range(65536, 131072))
SELECT upper('ꟁß'), lower('Ꟁ ΑΣ İ'), upper('ß𐖗'), upper('ⱟa'), lower('ⰯA')
SELECT CAST('𝟏' AS DECIMAL(3,0)), CAST('１２.５' AS DECIMAL(5,2)), CAST('1e２' AS DECIMAL(5,0)), CAST('1e+２' AS DECIMAL(5,0)), CAST('－1' AS DECIMAL(5,0))
SELECT '２' + 1BD, CAST('٢' AS INT), CAST('２' AS DOUBLE), CAST('२0' AS DECIMAL(4,1)), CAST(' ٣٫٥ ' AS DECIMAL(4,1)), TRY_CAST('४' AS DECIMAL(4,1))
SELECT sum(CAST(decode(unhex(lpad(hex(id), 4, '0')), 'UTF-16BE') AS DECIMAL(3,0))) FROM range(128, 65534)
