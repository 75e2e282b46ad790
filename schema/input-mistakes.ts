import { fillPlaceholders, OnestopError, type ErrorDetails } from './errors.ts';

/** What can be wrong with what people enter, in English and in Chinese: the reasons of `BAD_USER_INPUT`. */
export const inputMistakes = {
  '{field} says nothing': '{field} 没有内容',
  '{field} has at most {max} characters': '{field} 最多 {max} 个字符',
  '{field} holds characters that are no text': '{field} 含有不是文字的字符',
  '{field} is no https address': '{field} 不是 https 地址',
  '{field} is no 公民身份号码: 18 characters, or 15 digits': '{field} 不是公民身份号码：应为 18 位，或旧的 15 位数字',
  '{step} needs a note': '办理 {step} 须写明说明（note）',
  'DISPATCH needs an agency': '派单（DISPATCH）须指定承办单位（agency）',
  'A change of a {what} needs a {field}': '{what} 的改动须写明 {field}',
  'No office is called “{agency}”; publicOrganisations has their names, and {centre} is the service centre’s':
    '没有名为“{agency}”的单位；名称见 publicOrganisations，{centre} 为受理中心',
  'No feedback has this feedbackId': '没有此 feedbackId 的反馈',
  'No service has this serviceId': '没有此 serviceId 的事项',
  'A rating is of a caseId or a feedbackId': '评价须针对一个 caseId 或一个 feedbackId',
  'An idempotencyKey has 8 to 100 letters, digits and signs': 'idempotencyKey 为 8 至 100 个字母、数字或符号',
} as const satisfies Readonly<Record<string, string>>;

/** Something that a person entered can't be taken. */
export const badInput = (mistake: keyof typeof inputMistakes, details: ErrorDetails = {}): OnestopError =>
  new OnestopError('BAD_USER_INPUT', { reason: fillPlaceholders(mistake, details) });
