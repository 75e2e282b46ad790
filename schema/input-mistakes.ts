import { fillPlaceholders, OnestopError, type ErrorDetails } from './errors.ts';

/** What can be wrong with what people enter, in English and in Chinese: the reasons of `BAD_USER_INPUT`. */
export const inputMistakes = {
  '{field} says nothing': '{field} 没有内容',
  '{field} has at most {max} characters': '{field} 最多 {max} 个字符',
  '{field} holds characters that are no text': '{field} 含有不是文字的字符',
  '{field} is given more than once': '{field} 重复给出',
  '{field} is no whole number from {min} to {max}': '{field} 须为 {min} 到 {max} 的整数',
  '{field} is no moment as ISO 8601 writes it': '{field} 不是 ISO 8601 格式的时间',
  '{field} is no https address': '{field} 不是 https 地址',
  '{field} is no 公民身份号码: 18 characters, or 15 digits': '{field} 不是公民身份号码：应为 18 位，或旧的 15 位数字',
  '{step} needs a note': '办理 {step} 须写明说明（note）',
  'DISPATCH needs an agency': '派单（DISPATCH）须指定承办单位（agency）',
  'A change of a {what} needs a {field}': '{what} 的改动须写明 {field}',
  'No office is called “{agency}”; publicOrganisations has their names, and {centre} is the service centre’s':
    '没有名为“{agency}”的单位；名称见 publicOrganisations，{centre} 为受理中心',
  'No feedback has this feedbackId': '没有此 feedbackId 的反馈',
  'No dispute has this id': '没有此 id 的更正申请',
  'agreement: none of this name wants consent': 'agreement：没有须经同意的此名协议',
  'type: nothing in the graph called “{type}” is about one person': 'type：图中没有名为“{type}”的个人信息类型',
  'field: {type} has no personal field called “{field}” that a department keeps':
    'field：{type} 没有由部门保管的个人信息字段“{field}”',
  'No service has this serviceId': '没有此 serviceId 的事项',
  'A rating is of a caseId or a feedbackId': '评价须针对一个 caseId 或一个 feedbackId',
  'An idempotencyKey has 8 to 100 letters, digits and signs': 'idempotencyKey 为 8 至 100 个字母、数字或符号',
  'where has more than {max} conditions': 'where 中的条件超过 {max} 个',
  'where has conditions more than {max} deep': 'where 的条件嵌套超过 {max} 层',
  'where reaches through more than {max} relations': 'where 经过的关联超过 {max} 层',
  'in has more than {max} values': 'in 中的值超过 {max} 个',
  '{field} is null, which says nothing: leave it out, or ask isNull':
    '{field} 为 null，含义不明：请省略，或使用 isNull',
  'Each entry of orderBy names one field and its direction': 'orderBy 的每一项须写明一个字段及其方向',
  'groupBy has more than {max} fields': 'groupBy 中的字段超过 {max} 个',
  'Each entry of groupBy names one field': 'groupBy 的每一项须写明一个字段',
  'groupBy names a field twice': 'groupBy 中有重复的字段',
  'The list can’t be grouped by {field} in this database': '在此数据库中不能按 {field} 分组',
  'orderBy names a field twice': 'orderBy 中有重复的字段',
  '{argument} can’t be read: {reason}': '{argument} 无法识别：{reason}',
  'first and last can’t both be given': 'first 与 last 不能同时使用',
  'Nothing can be worked out of {field} in this database': '在此数据库中不能对 {field} 进行统计',
  'The list can’t be filtered or ordered by {field} in this database': '在此数据库中不能按 {field} 筛选或排序',
} as const satisfies Readonly<Record<string, string>>;

/** Something that a person entered can't be taken. */
export const badInput = (mistake: keyof typeof inputMistakes, details: ErrorDetails = {}): OnestopError =>
  new OnestopError('BAD_USER_INPUT', { reason: fillPlaceholders(mistake, details) });
