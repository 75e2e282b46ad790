import { expect, test } from '@jest/globals';
import { countFindings } from '../../gateway/http/count-findings.ts';
import type { Finding } from '../../schema/subgraph.ts';

const finding = (field: string, key: string | null = null): Finding => ({
  department: 'registry',
  type: 'Citizen',
  field,
  reason: 'UNKNOWN_CODE',
  key,
});

test('findings are counted by kind, and nobody is told of', () => {
  const counted = countFindings([finding('gender', 'a'), finding('ethnicity'), finding('gender', 'b')]);
  expect(counted.map(({ field, count }) => [field, count])).toEqual([
    ['gender', 2],
    ['ethnicity', 1],
  ]);
  expect(JSON.stringify(counted)).not.toContain('key');
});

test('a line names twenty kinds', () => {
  const many = Array.from({ length: 50 }, (_, index) => finding(`f${index % 40}`));
  expect(countFindings(many)).toHaveLength(20);
});
