import { errorTable, fillPlaceholders, type ErrorCode } from './errors.ts';
import { inputMistakes } from './input-mistakes.ts';

/**
 * What citizens may meet, in Chinese: the messages of the error table with the same placeholders. What is written for
 * programmers, such as the reason why a document is no GraphQL, stays English inside.
 */
export const chineseMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_REQUEST: '请求不是有效的 GraphQL 请求：{reason}',
  GRAPHQL_PARSE_FAILED: '查询语句不是有效的 GraphQL：{reason}',
  OPERATION_NOT_SUPPORTED: '本网关不支持 {kind} 操作',
  BODY_TOO_LARGE: '请求超过 {limit} 字节',
  UNSUPPORTED_MEDIA_TYPE: 'POST 请求的内容类型须为 application/json',
  METHOD_NOT_ALLOWED: '此地址只接受 {allow}',
  NOT_ACCEPTABLE: '无法以所接受的媒体类型回应',
  NOT_FOUND: '此地址没有内容',
  HOST_NOT_ALLOWED: '本服务器不为请求中的主机名提供服务',
  CROSS_SITE_REQUEST: '此请求可能由其他网站的页面擅自发出',
  REQUEST_TIMEOUT: '请求未能在 {limitMs} 毫秒内完成',
  SHUTTING_DOWN: '服务器正在停止，请稍后再试',
  OVERLOADED: '服务器繁忙，请稍后再试',
  INTERNAL_ERROR: '系统出现问题，已记录，编号 {requestId}',
  OPERATION_TOO_DEEP: '查询嵌套 {depth} 层，最多允许 {limit} 层',
  TOO_MANY_ALIASES: '查询使用了 {count} 个别名，最多允许 {limit} 个',
  TOO_MANY_FIELDS: '查询选取的字段超过 {limit} 个',
  LITERALS_TOO_LARGE: '写在查询中的值过多或嵌套过深，请改用变量',
  TOO_MANY_DIRECTIVES: '查询使用了 {count} 个指令，最多允许 {limit} 个',
  OPERATION_TOO_COMPLEX: '向各部门查询此操作的方式过多',
  OPERATION_TOO_EXPENSIVE: '查询的开销为 {cost}，最多允许 {limit}',
  RATE_LIMITED: '短时间内查询过多，请在 {retryAfter} 秒后再试',
  DOCUMENT_TOO_LARGE: '查询语句超过 {limit} 个字符',
  TOO_MANY_TOKENS: '查询语句超过 {limit} 个词法单元',
  LIST_LIMIT_EXCEEDED: '此列表每页须为 0 到 {max} 条，不能是 {first}',
  FILTER_TOO_DEEP: '筛选条件嵌套过深，{department} 的数据库无法处理',
  UNINDEXED: '{department} 的数据量过大，不能按 {fields} 筛选或排序；有索引的字段：{indexed}',
  AGGREGATE_BUDGET_SPENT: '{department}今日可向本程序提供的人员统计已达上限，请在 {retryAfter} 秒后再试',
  CURSOR_INVALID: '给出的游标不属于此列表的这一排序和筛选',
  DOCUMENT_NOT_TRUSTED: '本服务器只运行已登记的查询',
  INTROSPECTION_DISABLED: '本服务器已关闭结构查询',
  UNAUTHENTICATED: '登录凭证无效：{reason}',
  SIGN_IN_UNAVAILABLE: '暂时无法核验登录凭证，请稍后再试',
  PURPOSE_NOT_ALLOWED: '该应用未登记用途“{purpose}”',
  UNAUTHORIZED_FIELD_OR_TYPE: '未获授权：此项为个人信息，请登录并说明用途',
  TOO_MANY_WARDS: '您同时代办的人数过多：仅以电话和姓名登记的部分记录未列出，请减少代办人数',
  ACCOUNTING_UNAVAILABLE: '暂不能显示个人信息：查阅记录无法写入，请稍后再试',
  FORBIDDEN_RECORD: '未获授权：此记录属于他人',
  AGREEMENT_REQUIRED: '未有协议允许 {department} 与 {others} 的数据为此用途关联',
  CONSENT_REQUIRED: '{department} 的此项数据须经本人同意方可与其他部门的数据关联',
  CONSENT_UNKNOWN: '{department} 的数据须经本人同意方可关联，暂时无法核实是否同意',
  FORBIDDEN_ACTION: '未获授权：{action} 只限 {who} 办理',
  DEPARTMENT_UNAVAILABLE: '{department} 暂无应答，请稍后再试',
  DEPARTMENT_TIMEOUT: '{department} 未能及时应答',
  DEPARTMENT_BUSY: '{department} 等候的请求过多，请稍后再试',
  DEPARTMENT_ANSWER_INVALID: '{department} 的应答与其结构不符',
  DEPARTMENT_ANSWER_NOT_ASKED: '{department} 给出的并非所查询的记录，已予舍弃',
  DEPARTMENT_ERROR: '{department} 无法应答此项',
  ANSWER_TOO_LARGE: '{department} 需给出的对象超过 {limit} 个，请缩小范围',
  NOT_SUPPORTED: '{department} 不支持 {feature}',
  FEEDBACK_STEP_NOT_ALLOWED: '当前状态为 {state}，不能办理 {step}；现在可以办理：{allowed}',
  DISPUTE_ANSWERED: '此更正申请已有答复',
  IDEMPOTENCY_KEY_REUSED: '此 idempotencyKey 已用于另一项内容',
};

/** What fills those messages, where it is words for citizens: what they did, who may, and what is wrong with their input. */
const chineseWords: Readonly<Record<string, string>> = {
  ...inputMistakes,
  rating: '评价',
  'giving feedback': '提交反馈',
  'handling feedback': '办理反馈',
  'a department’s queue': '部门待办列表',
  'what an office has to deal with': '办理承办单位事项',
  'a person’s access log': '查看个人信息查阅记录',
  'that person': '本人',
  consenting: '同意数据共享',
  'a person’s consents': '查看个人同意记录',
  'a person’s disputes': '查看个人更正申请',
  'a department’s disputes': '查看部门收到的更正申请',
  'disputing a field': '提出更正申请',
  'answering a dispute': '答复更正申请',
  'looking into the gateway': '查看网关运行情况',
  operators: '运维人员',
  officials: '工作人员',
  'its officials': '该部门工作人员',
  'citizens and officials': '市民和工作人员',
  'the citizen concerned': '当事人',
  'this server knows no issuer': '本服务器未配置签发方',
  'the header is not `Bearer` and a token': '请求头应为 `Bearer` 加凭证',
  'there is none': '未提供凭证',
  'it is a demo token': '这是演示凭证',
  'it names nobody': '未写明持有人',
  'it gives no role this server knows': '未写明本服务器认识的身份',
  'it names no client': '未写明应用',
  'it has expired': '已过期',
};

/**
 * A message of the table in Chinese; as it stands where it has no Chinese form.
 * @param message as `renderMessage` wrote it: what fills its placeholders is found in it again
 */
export function inChinese(code: ErrorCode, message: string): string {
  const details = readDetails(errorTable[code].message, message);
  if (details === null) return message;
  return fillPlaceholders(
    chineseMessages[code] ?? errorTable[code].message,
    Object.fromEntries(Object.entries(details).map(([name, words]) => [name, wordsInChinese(words)])),
  );
}

function wordsInChinese(words: string): string {
  for (const [english, chinese] of Object.entries(chineseWords)) {
    const details = readDetails(english, words);
    if (details !== null) return fillPlaceholders(chinese, details);
  }
  return words;
}

const patterns = new Map<string, RegExp>();

function readDetails(template: string, message: string): Readonly<Record<string, string>> | null {
  const pattern = patterns.get(template) ?? compile(template);
  patterns.set(template, pattern);
  const match = pattern.exec(message);
  return match === null ? null : { ...match.groups };
}

/** Placeholders of a template stand once each. */
function compile(template: string): RegExp {
  const parts = template.split(/(\{\w+\})/);
  const source = parts.map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?<${name}>[\\s\\S]*)`;
  });
  return new RegExp(`^${source.join('')}$`);
}
