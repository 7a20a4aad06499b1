SELECT * FROM VALUES (1, 2) x(a, b) NATURAL JOIN VALUES (1, 2) y(A, B)
SELECT * FROM VALUES (1, 2), (3, 4) x(a, b) NATURAL JOIN VALUES (1, 2), (5, 4) y(a, B) ORDER BY x.a
SELECT * FROM VALUES (1, 2), (3, 4) x(a, b) NATURAL LEFT JOIN VALUES (1, 7) y(a, c) ORDER BY a
SELECT * FROM VALUES (1, 2) x(a, b) JOIN VALUES (1, 5) y(A, c) USING (a)
SELECT * FROM VALUES (1, 2) x(a, b) NATURAL FULL JOIN VALUES (3, 5) y(a, c) ORDER BY a
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) RIGHT JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) FULL JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT B.* FROM (VALUES (1,2,3)) A(k,j,x) JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT B.* FROM (VALUES (1,2,3)) A(k,j,x) FULL JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT B.* FROM (VALUES (1,2,3)) A(k,j,x) RIGHT JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT A.*, B.* FROM (VALUES (1,2,3)) A(k,j,x) NATURAL JOIN (VALUES (2,1,9)) B(j,k,y)
SELECT * FROM (VALUES (1,2,3)) A(k,j,x) LEFT SEMI JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) LEFT SEMI JOIN (VALUES (1,2,9)) B(k,j,x) USING (j)
SELECT * FROM (VALUES (1,2,3)) A(k,j,x) LEFT ANTI JOIN (VALUES (1,3,9)) B(k,j,x) USING (x,j)
SELECT A.*, B.*, C.* FROM (VALUES (1,2,3)) A(k,j,x) JOIN (VALUES (1,2,9)) B(k,j,x) USING (j) JOIN (VALUES (1,2,3,4)) C(y,j,x,w) USING (j)
SELECT A.*, B.*, C.* FROM (VALUES (1,2,3)) A(k,j,x) JOIN (VALUES (1,2,9)) B(k,j,y) USING (j) LEFT JOIN (VALUES (1,2,3,4)) C(y,j,x,w) USING (x, y)
SELECT A.*, B.*, C.* FROM (VALUES (1,2,3)) A(k,j,x) FULL JOIN (VALUES (1,2,9)) B(k,j,y) USING (j) JOIN (VALUES (1,2,3,4)) C(y,j,x,w) ON true
SELECT A.*, B.* FROM (VALUES (1,2,3)) A(k,j,x) FULL JOIN (VALUES (1,2,9)) B(k,j,y) USING (j) JOIN (VALUES (1,2,3)) C(k2,k,v) USING (k)
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) LEFT ANTI JOIN (VALUES (1,2,9)) B(k,j,x) USING (x, j, k)
SELECT A.* FROM (VALUES (1,2,3)) A(k,j,x) NATURAL JOIN (VALUES (2,1,9)) B(j,k,y)
SELECT * FROM VALUES (1,2) a(x,y) JOIN VALUES (5,3) b(w,z) LEFT SEMI JOIN VALUES (3) c(z) USING (z)
SELECT a.*, b.* FROM VALUES (1,2) a(x,y) JOIN VALUES (5,3) b(w,z) LEFT SEMI JOIN VALUES (3) c(z) USING (z)
SELECT *, a.q, b.q FROM VALUES (1,2,7) a(x,y,q) FULL JOIN VALUES (5,3,8) b(w,z,q) USING (q) LEFT SEMI JOIN VALUES (7),(8) c(q) USING (q) ORDER BY q
SELECT * FROM VALUES (1,2) a(x,y) JOIN VALUES (5,3) b(w,z) LEFT SEMI JOIN VALUES (3,2) c(z,y) USING (z,y) JOIN VALUES (1, 3) d(k,z) USING (z)
SELECT x FROM VALUES (1,2) a(x,y) JOIN VALUES (1,3) b(x,z) LEFT SEMI JOIN VALUES (3,2) c(z,y) USING (z)
