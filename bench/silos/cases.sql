-- Made under other names: tables of the right name are whole. Three cases a citizen, 300,000 of 200 services.
DROP TABLE IF EXISTS making_services, making_cases;
CREATE TABLE making_services (
  code char(6) NOT NULL PRIMARY KEY,
  name varchar(80) NOT NULL,
  department varchar(80) NOT NULL
);
CREATE TABLE making_cases (
  id integer NOT NULL PRIMARY KEY,
  citizen_id char(18) NOT NULL,
  service_code char(6) NOT NULL,
  status varchar(20) NOT NULL,
  opened_at date NOT NULL,
  KEY citizen (citizen_id, id)
);
INSERT INTO making_services
SELECT concat('S', lpad(seq, 5, '0')), concat('第', seq, '号政务服务事项'), concat(elt(1 + seq % 6, '人社', '民政', '公安', '住建', '教育', '市场监管'), '局')
FROM seq_1_to_200;
INSERT INTO making_cases
SELECT
  seq,
  concat('990000', lpad((seq - 1) DIV 3 + 1, 12, '0')),
  concat('S', lpad(1 + seq * 7919 % 200, 5, '0')),
  elt(1 + seq % 4, 'OPEN', 'ACCEPTED', 'DECIDED', 'CLOSED'),
  date_add('2023-01-01', INTERVAL seq * 31 % 1000 DAY)
FROM seq_1_to_300000;
RENAME TABLE making_services TO services, making_cases TO cases;
