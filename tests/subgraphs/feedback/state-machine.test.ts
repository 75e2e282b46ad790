import { describe, expect, test } from '@jest/globals';
import { promiseKinds, type PromiseKind } from '../../../subgraphs/feedback/steps/promise.ts';
import {
  allowedSteps,
  feedbackStates,
  feedbackSteps,
  follow,
  requireStep,
  stepRules,
  type FeedbackState,
  type FeedbackStep,
  type Standing,
} from '../../../subgraphs/feedback/steps/state-machine.ts';
import { vocabularyType } from '../../../schema/vocabulary/vocabulary.ts';

const standing = (state: FeedbackState, more: Partial<Standing> = {}): Standing => ({
  state,
  isWaiting: false,
  openPromises: new Set<PromiseKind>(),
  ratingsSinceHandled: 0,
  ...more,
});

/** Where each step leads from each state; `-` where it may not be taken, `=` where it stays. Nothing owed, nothing asked. */
const table = `
            ACCEPT   DISPATCH   SIGN   RETURN   SUPERVISE  ASK SUPPLEMENT ANSWER  CALL_BACK   CLOSE  RATE  REOPEN   RECTIFY
SUBMITTED   ACCEPTED DISPATCHED -      -        SUPERVISED -   -          -       -           -      -     -        -
ACCEPTED    -        DISPATCHED -      -        SUPERVISED =   -          HANDLED -           -      -     -        -
DISPATCHED  -        DISPATCHED SIGNED RETURNED SUPERVISED -   -          -       -           -      -     -        -
SIGNED      -        DISPATCHED -      RETURNED SUPERVISED =   -          HANDLED -           -      -     -        -
RETURNED    ACCEPTED DISPATCHED -      -        SUPERVISED -   -          -       -           -      -     -        -
HANDLED     -        -          -      -        -          -   -          -       FOLLOWED_UP CLOSED RATED REOPENED RECTIFIED
SUPERVISED  -        DISPATCHED SIGNED RETURNED -          =   -          HANDLED -           -      -     -        -
CLOSED      -        -          -      -        -          -   -          -       FOLLOWED_UP -      RATED REOPENED RECTIFIED
FOLLOWED_UP -        -          -      -        -          -   -          -       -           CLOSED RATED REOPENED RECTIFIED
RATED       -        -          -      -        -          -   -          -       FOLLOWED_UP CLOSED -     REOPENED RECTIFIED
RECTIFIED   -        -          -      -        -          -   -          -       FOLLOWED_UP CLOSED RATED REOPENED RECTIFIED
REOPENED    ACCEPTED DISPATCHED SIGNED RETURNED SUPERVISED -   -          -       -           -      -     -        -`;

const [head = [], ...lines] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const cells = lines.flatMap(([state = '', ...ways]) =>
  ways.map((to, index) => ({ state: state as FeedbackState, step: head[index] as FeedbackStep, to })),
);

test('the table has every state of the vocabulary and every step', () => {
  const vocabulary = vocabularyType('FeedbackState');
  const names = vocabulary?.kind === 'EnumTypeDefinition' ? vocabulary.values?.map(({ name }) => name.value) : [];
  expect([...feedbackStates].sort()).toEqual([...(names ?? [])].sort());
  expect(head).toEqual(feedbackSteps);
  expect(lines.map(([state]) => state)).toEqual(feedbackStates);
});

test.each(cells)('$state, $step: $to', ({ state, step, to }) => {
  const next = follow(step, standing(state));
  expect(next?.to ?? '-').toBe(to === '=' ? state : to);
});

describe('while the citizen is asked for more', () => {
  test.each(['ACCEPTED', 'SIGNED', 'SUPERVISED'] as const)('%s takes what needs no waiting', (state) => {
    expect(allowedSteps(standing(state, { isWaiting: true }), 'official')).toEqual(['SUPPLEMENT', 'ANSWER']);
    expect(allowedSteps(standing(state, { isWaiting: true }), 'citizen')).toEqual(['SUPPLEMENT']);
    expect(follow('SUPPLEMENT', standing(state, { isWaiting: true }))).toEqual({ to: state, event: state });
  });
});

describe('while something is owed', () => {
  const owing = (...kinds: readonly PromiseKind[]) => ({ openPromises: new Set(kinds) });

  test.each(['HANDLED', 'FOLLOWED_UP', 'RATED', 'RECTIFIED'] as const)('%s is not closed', (state) => {
    for (const kind of promiseKinds)
      expect(follow('CLOSE', standing(state, owing(kind))) === null).toBe(kind === 'CONTACT' || kind === 'RECTIFY');
  });

  test.each(['SUBMITTED', 'DISPATCHED', 'SIGNED', 'REOPENED'] as const)('%s is called back and put right', (state) => {
    for (const isWaiting of [false, true]) {
      const due = standing(state, { ...owing('CONTACT', 'RECTIFY'), isWaiting });
      expect(follow('CALL_BACK', due)).toEqual({ to: state, event: 'FOLLOWED_UP' });
      expect(follow('RECTIFY', due)).toEqual({ to: state, event: 'RECTIFIED' });
    }
    expect(follow('CALL_BACK', standing(state, owing('ANSWER')))).toBeNull();
  });
});

test.each([
  ['HANDLED', 1, false],
  ['CLOSED', 1, false],
  ['RECTIFIED', 1, false],
  ['FOLLOWED_UP', 1, true],
  ['FOLLOWED_UP', 2, false],
] as const)('%s with %i ratings is rated: %s', (state, ratingsSinceHandled, may) => {
  expect(follow('RATE', standing(state, { ratingsSinceHandled })) !== null).toBe(may);
});

test('a citizen takes the citizen’s steps, an official the administration’s', () => {
  const taken = (actor: 'citizen' | 'official') => feedbackSteps.filter((step) => stepRules[step].by.includes(actor));
  expect(taken('citizen')).toEqual(['SUPPLEMENT', 'RATE', 'REOPEN']);
  expect(taken('official')).toEqual(feedbackSteps.filter((step) => step !== 'RATE'));
});

test('a refusal names what may come next', () => {
  const refused = (step: FeedbackStep, at: Standing, actor: 'citizen' | 'official') => {
    expect(() => requireStep(step, at, actor)).toThrow(
      expect.objectContaining({
        code: 'FEEDBACK_STEP_NOT_ALLOWED',
        details: { step, state: expect.any(String), allowed: allowedSteps(at, actor).join(', ') || 'nothing' },
      }),
    );
  };
  for (const state of feedbackStates)
    for (const isWaiting of [false, true])
      for (const actor of ['citizen', 'official'] as const)
        for (const step of feedbackSteps) {
          const at = standing(state, { isWaiting });
          if (allowedSteps(at, actor).includes(step)) expect(requireStep(step, at, actor).event).toBeDefined();
          else refused(step, at, actor);
        }
});
