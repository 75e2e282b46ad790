-- Runs whole or not at all. Of the first 40,000 citizens: two on their first case, two on the second, one on the third.
-- That of the first 2,000 citizens has a story of some 1,500 bytes.
CREATE TABLE feedback (
  id integer NOT NULL PRIMARY KEY,
  case_id integer NOT NULL,
  rating integer NOT NULL,
  text varchar(200) NOT NULL,
  story varchar(1000),
  created_at timestamp NOT NULL
);
INSERT INTO feedback
SELECT
  n,
  (n - 1) / 5 * 3 + 1 + (n - 1) % 5 / 2,
  1 + n * 13 % 5,
  (ARRAY['办得很快', '窗口排队太久了', '材料要求不清楚，跑了两趟', '工作人员态度很好', '网上办理很方便', '一直没有人回复', '还可以'])[1 + n % 7] || '（' || n || '）',
  CASE WHEN n <= 10000 THEN repeat('第一次去窗口，说材料不齐；补好再去，又说要先在网上预约。前后请了三次假，最后当天办完，希望一次说清楚。', 10) || n END,
  timestamp '2025-01-01' + n * interval '2 minutes'
FROM generate_series(1, 200000) AS n;
CREATE INDEX feedback_case ON feedback (case_id, id);
