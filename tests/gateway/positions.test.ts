import { expect, test } from '@jest/globals';
import { entityPositions } from '../../gateway/execution/entity-positions.ts';

const a = (id: string) => ({ __typename: 'A', id });
const b = (id: string) => ({ __typename: 'B', id });

test('entities of several types with the same keys keep their places', () => {
  const roots = [{ list: [a('1'), b('1'), a('2'), b('2')] }];
  expect(entityPositions(roots, ['list', '@'], [b('1'), b('2')])).toEqual([
    ['list', 1],
    ['list', 3],
  ]);
});

test('where two entities could be meant, no place is told', () => {
  const roots = [{ list: [{ id: '1' }, { id: '1' }] }];
  expect(entityPositions(roots, ['list', '@'], [b('1')])).toBeNull();
});
