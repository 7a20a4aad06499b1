select to_timestamp('2020-02-29 12:34:56', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-02-30 12:34:56', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-02-29', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-02-29 25:00:00', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('x', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-02-29 12:34:60', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-13-01 00:00:00', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-2-30 1:2:3', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('', 'yyyy-MM-dd HH:mm:ss') a
select to_timestamp('2020-02-29', 'yyyy-MM-dd') a
select to_timestamp('20200229', 'yyyy-MM-dd') a
select to_timestamp('02-29-2020', 'yyyy-MM-dd') a
select to_timestamp('2020-02-32', 'yyyy-MM-dd') a
select to_timestamp('+2020-02-29', 'yyyy-MM-dd') a
select to_timestamp('2020/02/29', 'yyyy-MM-dd') a
select to_timestamp('2019-02-29', 'yyyy-MM-dd') a
select to_timestamp('12', 'yy') a
select to_timestamp('x', 'yy') a
select to_timestamp('01/02/2020', 'dd/MM/yyyy') a
select to_timestamp('31/02/2020', 'dd/MM/yyyy') a
select to_timestamp('Feb 29, 2020', 'MMM dd, yyyy') a
select to_timestamp('Foo 1, 2020', 'MMM dd, yyyy') a
select to_timestamp('February 9 2020', 'MMMM d yyyy') a
select to_timestamp('9', 'D') a
select to_timestamp('365', 'D') a
select to_timestamp('366', 'D') a
select to_timestamp('367', 'D') a
select to_timestamp('09', 'DD') a
select to_timestamp('365', 'DD') a
select to_timestamp('099', 'DDD') a
select to_timestamp('365', 'DDD') a
select to_timestamp('2020-366', 'yyyy-DDD') a
select to_timestamp('2019-366', 'yyyy-DDD') a
select to_timestamp('31-365', 'dd-DDD') a
select to_timestamp('30-365', 'dd-DDD') a
select to_timestamp('12-365', 'MM-DDD') a
select to_timestamp('11-365', 'MM-DDD') a
select to_timestamp('12-31-365', 'MM-dd-DDD') a
select to_timestamp('12-30-365', 'MM-dd-DDD') a
select to_timestamp('2020-12-31-366', 'yyyy-MM-dd-DDD') a
select to_timestamp('2020-11-31-366', 'yyyy-MM-dd-DDD') a
select to_timestamp('2020-12-31-365', 'yyyy-MM-dd-DDD') a
select to_timestamp('2020-30-365', 'yyyy-dd-DDD') a
select to_timestamp('2020-01-365', 'yyyy-dd-DDD') a
select to_timestamp('2020-12-350', 'yyyy-MM-DDD') a
select to_timestamp('2020-10-350', 'yyyy-MM-DDD') a
select to_timestamp('2019-10-06 10:11:12.', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-10-06 10:11:12.0', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-10-06 10:11:12.123UTC', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-10-06 10:11:12.12345CST', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-10-06 10:11:12.123456PST', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-10-06 10:11:12.1234567PST', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('2019-01-06 10:11:12.1PDT', 'yyyy-MM-dd HH:mm:ss.SSSSSS[zzz]') a
select to_timestamp('123456 2019-10-06 10:11:12.123456', 'SSSSSS yyyy-MM-dd HH:mm:ss.SSSSSS') a
select to_timestamp('223456 2019-10-06 10:11:12.123456', 'SSSSSS yyyy-MM-dd HH:mm:ss.SSSSSS') a
select to_timestamp('12.12342019-10-06S10:11', 'ss.SSSSyyyy-MM-dd\'S\'HH:mm') a
select to_timestamp('12.1232019-10-06S10:11', 'ss.SSSSyyyy-MM-dd\'S\'HH:mm') a
select to_timestamp('12.1232019-10-06S10:11', 'ss.SSSSyy-MM-dd\'S\'HH:mm') a
select to_timestamp('12:34:56.789', 'HH:mm:ss.SSS') a
select to_timestamp('12:34:56.7', 'HH:mm:ss.SSS') a
select to_timestamp('12:34:56.7899', 'HH:mm:ss.SSS') a
select to_timestamp('12:34:56', 'HH:mm:ss.SSS') a
select to_timestamp('12:34 PM', 'hh:mm a') a
select to_timestamp('00:34 AM', 'hh:mm a') a
select to_timestamp('13:00 AM', 'hh:mm a') a
select to_timestamp('12:34PM', 'hh:mm a') a
select to_timestamp('1:34 AM', 'h:mm a') a
select to_timestamp('12:00 am', 'h:mm a') a
select to_timestamp('24:00', 'kk:mm') a
select to_timestamp('00:00', 'kk:mm') a
select to_timestamp('00:30 PM', 'KK:mm a') a
select to_timestamp('12:30 PM', 'KK:mm a') a
select to_timestamp('2020-02-29T12:34:56+01:00', 'yyyy-MM-dd\'T\'HH:mm:ssXXX') a
select to_timestamp('2020-02-29T12:34:56Z', 'yyyy-MM-dd\'T\'HH:mm:ssXXX') a
select to_timestamp('2020-02-29T12:34:56+0100', 'yyyy-MM-dd\'T\'HH:mm:ssXXX') a
select to_timestamp('2020-02-29 12:34:56 +0100', 'yyyy-MM-dd HH:mm:ss Z') a
select to_timestamp('2020-02-29 12:34:56 +01:00', 'yyyy-MM-dd HH:mm:ss Z') a
select to_timestamp('123456', 'HHmmss') a
select to_timestamp('1234567', 'HHmmss') a
select to_timestamp('2020-02-29', '[yyyy-MM-dd]') a
select to_timestamp('', '[yyyy-MM-dd]') a
select to_timestamp('x', '[yyyy-MM-dd]') a
select to_timestamp('2020', 'yyyy[-MM[-dd]]') a
select to_timestamp('2020-02', 'yyyy[-MM[-dd]]') a
select to_timestamp('2020-02-29', 'yyyy[-MM[-dd]]') a
select to_timestamp('2020-2', 'yyyy[-MM[-dd]]') a
select to_timestamp('12/31/2020 01:05', 'MM/dd/yyyy HH:mm') a
select to_timestamp('1/2/2020', 'M/d/yyyy') a
select to_timestamp('01/02/2020', 'M/d/yyyy') a
select to_timestamp('13/2/2020', 'M/d/yyyy') a
select to_timestamp('1/2/20', 'M/d/yy') a
select to_timestamp('1/2/99', 'M/d/yy') a
select to_timestamp('1 Jan 2020', 'd MMM yyyy') a
select to_timestamp('01 JAN 2020', 'd MMM yyyy') a
select to_timestamp('2020-02-29 12:34:56,789', 'yyyy-MM-dd HH:mm:ss,SSS') a
select to_timestamp('2020-02-29 12:34:56,7891', 'yyyy-MM-dd HH:mm:ss,SSS') a
select to_timestamp('2020-02-29 12:34:56', 'yyyy-MM-dd HH:mm:ss,SSS') a
SELECT date_format(TIMESTAMP '2021-04-05 16:07:08', "yyyy 'at' HH''mm 'it''s'"), to_date("2021 it's 05", "yyyy 'it''s' dd"), to_date("2021'05", "yyyy''dd"), date_format(DATE '2021-04-05', "'a''''b'"), date_format(DATE '2021-04-05', "''''")
SELECT date_format(DATE '2021-04-05', "'a''")
SELECT to_date('x',''), to_timestamp('x',''), unix_timestamp('x',''), to_date('','')
SELECT to_date('2020 March','yyyy [MMMM][MMM]'), to_date('2020 Mar','yyyy [MMMM][MMM]'), to_date('2020 May','yyyy [MMMM][MMM]'), to_date('2020 ','yyyy [MMMM][MMM]'), to_date('2020 MarchMar','yyyy [MMMM][MMM]'), to_date('2020 MarchMay','yyyy [MMMM][MMM]')
SELECT to_date('1 Mar March 2020','d MMM MMMM yyyy'), to_date('1 March 2020','d [MMMM][MMM] yyyy')
SELECT to_timestamp('2020-01-01 00:00:00 +01:00','yyyy-MM-dd HH:mm:ss [VV][XXX]'), to_timestamp('2020-01-01 00:00:00 Europe/Paris','yyyy-MM-dd HH:mm:ss [VV][XXX]'), to_timestamp('2020-01-01 00:00:00 Z','yyyy-MM-dd HH:mm:ss [VV][XXX]')
SELECT to_timestamp('2020-01-01 00:00:00 +01:00','yyyy-MM-dd HH:mm:ss [XXX][VV]'), to_timestamp('2020-01-01 00:00:00 Europe/Paris','yyyy-MM-dd HH:mm:ss [XXX][VV]')
SELECT to_timestamp('2020-01-01T00:00:00+01:00',"yyyy-MM-dd'T'HH:mm:ss[XXX][X]"), to_timestamp('2020-01-01T00:00:00+01',"yyyy-MM-dd'T'HH:mm:ss[XXX][X]"), to_timestamp('2020-01-01T00:00:00Z',"yyyy-MM-dd'T'HH:mm:ss[XXX][X]"), to_timestamp('2020-01-01T00:00:00',"yyyy-MM-dd'T'HH:mm:ss[XXX][X]")
SELECT to_timestamp('2020-01-01T00:00:00+01:00+0100',"yyyy-MM-dd'T'HH:mm:ss[XXX][XX]"), to_timestamp('2020-01-01T00:00:00.123+0100',"yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX][XX]")
SELECT date_format(TIMESTAMP '2024-01-31 10:00:00', 'yyyy😀MM'), date_format(TIMESTAMP '2024-01-31 10:00:00', "'😀'yyyy"), from_unixtime(0, 'é😀')
SELECT date_format(DATE '2024-01-31', p) FROM VALUES ('yyyy😀MM'), ('yyyy年') AS t(p)
SELECT to_csv(struct(DATE '2024-01-31' AS d), map('dateFormat', 'yyyy😀MM')), to_json(struct(DATE '2024-01-31' AS d), map('dateFormat', 'yyyy😀MM')), from_json('{"d":"2024😀01"}', 'd DATE', map('dateFormat', 'yyyy😀MM')), to_date('2024😀01', 'yyyy😀MM')
