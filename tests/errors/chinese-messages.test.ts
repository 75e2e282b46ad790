import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chineseMessages, inChinese } from '../../schema/error-messages-zh.ts';
import { errorTable, isErrorCode, renderMessage, type ErrorCode } from '../../schema/errors.ts';
import { badInput, inputMistakes } from '../../schema/input-mistakes.ts';
import { openCity, type City } from '../gateway/city.ts';

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([each]) => each).sort();
const codes = Object.keys(chineseMessages).filter(isErrorCode);
/** For departments' owners and operators, who read English. */
const forOthers = /^(MAPPING|COMPOSITION|CONFIG|ENGINE|DATABASE|PORT|SEEDING|WORKER)_|^USAGE$/;
/** Nothing but a reason, which may have words of its own, or between two programs. */
const untranslated: readonly ErrorCode[] = [
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_NOT_FOUND',
  'BAD_USER_INPUT',
  'SIGNATURE_INVALID',
  'PERSISTED_QUERY_NOT_FOUND',
];

describe('messages in Chinese', () => {
  test('there is one for every code a citizen can meet', () => {
    const wanted = Object.keys(errorTable)
      .filter(isErrorCode)
      .filter((code) => !forOthers.test(code) && !untranslated.includes(code));
    expect([...codes].sort()).toEqual([...wanted].sort());
  });

  test.each(codes)('%s has the placeholders of the English one', (code) => {
    expect(placeholders(chineseMessages[code] ?? '')).toEqual(placeholders(errorTable[code].message));
  });

  test.each(codes)('%s keeps what fills it', (code) => {
    const names = placeholders(errorTable[code].message).map((each) => each.slice(1, -1));
    const details = Object.fromEntries(names.map((name, index) => [name, `${name} $& (${index})`]));
    const chinese = inChinese(code, renderMessage(code, details));
    expect(chinese).toMatch(/\p{Script=Han}/u);
    for (const value of Object.values(details)) expect(chinese).toContain(value);
    expect(chinese).not.toMatch(/[{}]/);
  });

  test.each(Object.keys(inputMistakes) as (keyof typeof inputMistakes)[])('“%s” is told in Chinese', (mistake) => {
    const names = placeholders(mistake);
    expect(placeholders(inputMistakes[mistake])).toEqual(names);
    const details = Object.fromEntries(names.map((name, index) => [name.slice(1, -1), `$& ${String(index)}`]));
    const error = badInput(mistake, details);
    const chinese = inChinese(error.code, error.message);
    expect(chinese).toMatch(/\p{Script=Han}/u);
    expect(chinese).toBe(inputMistakes[mistake].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name])));
  });

  test('what was done, by whom, and why a token is refused are told in Chinese, too', () => {
    const forbidden = renderMessage('FORBIDDEN_ACTION', { action: 'handling feedback', who: 'citizens and officials' });
    expect(inChinese('FORBIDDEN_ACTION', forbidden)).toBe('未获授权：办理反馈 只限 市民和工作人员 办理');
    const expired = renderMessage('UNAUTHENTICATED', { reason: 'it has expired' });
    expect(inChinese('UNAUTHENTICATED', expired)).toBe('登录凭证无效：已过期');
  });

  test('a message that is none of the table’s stays as it is', () => {
    expect(inChinese('DEPARTMENT_ERROR', 'something else')).toBe('something else');
    expect(inChinese('MAPPING_SYNTAX', 'Not SDL: x')).toBe('Not SDL: x');
  });
});

describe('over HTTP', () => {
  let city: City;
  beforeAll(async () => {
    city = await openCity();
  });
  afterAll(() => city.close());

  test.each([
    [undefined, 'Not authorized: this field is personal data'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '未获授权：此项为个人信息，请登录并说明用途'],
    ['en-GB,zh;q=0.9', 'Not authorized: this field is personal data'],
    ['fr, zh;q=0.5', '未获授权：此项为个人信息，请登录并说明用途'],
    ['zh;q=0, en', 'Not authorized: this field is personal data'],
    ['*', 'Not authorized: this field is personal data'],
  ])('Accept-Language %s is answered with “%s”', async (language, message) => {
    const headers = language === undefined ? {} : { 'accept-language': language };
    const answer = await city.ask('{ citizen(id: "1") { fullName } }', { headers });
    expect(answer.body.errors[0].message).toBe(message);
    expect(answer.headers['vary']).toBe('accept-language');
  });

  test.each([
    ['a document that is none', '{', '查询语句不是有效的 GraphQL'],
    ['a page too large', '{ refusal }', '此列表每页须为 0 到 5 条，不能是 9'],
  ])('%s is refused in Chinese, too', async (_what, query, message) => {
    const headers = { 'accept-language': 'zh', authorization: 'Bearer official', 'x-purpose': 'service-delivery' };
    const answer = await city.ask(query, { headers });
    expect(answer.body.errors[0].message).toContain(message);
  });
});
