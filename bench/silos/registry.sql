-- Runs whole or not at all. A citizen's number is its place, so that those of a page stand side by side.
CREATE TABLE citizens (
  id char(18) NOT NULL PRIMARY KEY,
  name varchar(40) NOT NULL,
  birth_date date NOT NULL,
  gender varchar(10) NOT NULL,
  address varchar(120) NOT NULL,
  city varchar(40) NOT NULL,
  postal_code char(6) NOT NULL,
  phone varchar(20) NOT NULL,
  email varchar(60) NOT NULL,
  nationality char(2) NOT NULL
);
INSERT INTO citizens
SELECT
  '990000' || lpad(n::text, 12, '0'),
  substr('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑', 1 + n % 20, 1)
    || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅春燕', 1 + n / 20 % 30, 1)
    || CASE WHEN n % 3 = 0 THEN '' ELSE substr('国建文志海晓雪小子宇', 1 + n / 600 % 10, 1) END,
  date '1940-01-01' + n * 7919 % 30000,
  CASE n % 2 WHEN 0 THEN 'FEMALE' ELSE 'MALE' END,
  substr('松柏竹梅兰菊荷桂', 1 + n % 8, 1) || '园区十字路' || n % 997 || '号' || n % 31 || '栋' || n % 1800 || '室',
  (ARRAY['和望市', '清河市', '云山市', '北湖市', '南浦市'])[1 + n % 5],
  lpad((100000 + n * 37 % 800000)::text, 6, '0'),
  '139' || lpad(n::text, 8, '0'),
  'citizen' || n || '@example.org',
  'CN'
FROM generate_series(1, 100000) AS n;
