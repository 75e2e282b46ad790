import type { Household } from '../population/household.ts';
import { heroId } from '../population/notable-citizens.ts';
import { heroCaseNumbers } from './approvals-hero-cases.ts';
import { serviceNamed } from './approvals-services.ts';
import type { Caller } from './hotline-callers.ts';
import { centre } from './hotline-life.ts';
import { readTime, type Order, type OrderEvent, type OrderStep } from './hotline-order.ts';
import { topics, type Topic } from './hotline-topics.ts';

/**
 * The orders under the hero's number. Two carry her id, one of them in its 15 digits; one knows her by number and
 * name; the last is of who had the number before her and is not hers.
 */
export function heroOrders(household: Household): readonly Order[] {
  const hero = household.members.find(({ id }) => id === heroId);
  if (hero === undefined) return [];
  const { phone, name, id } = hero;
  const caller: Caller = { phone, name, id, vague: false };
  const about = { address: household.address, caseNumber: null };
  return [
    { ...about, ...allowance, caseNumber: heroCaseNumbers.allowance, caller },
    { ...about, ...heating, caller },
    { ...about, ...proofOfLife, caller: { ...caller, id: null } },
    { ...about, ...formerHolders, caller: { ...caller, id: null, name: '吴秀英' } },
  ];
}

type Story = Omit<Order, 'caller' | 'address' | 'caseNumber'>;

const districtBureau = '望山区民政局';
const cityBureau = '市民政局';

const allowance: Story = {
  number: '2025041600000011',
  ...topicOf('高龄津贴停发'),
  serviceCode: serviceNamed('高龄津贴申领').code,
  channel: 'phone',
  requested: readTime('2025-04-16 09:12:40'),
  unit: { code: 'MZ', name: cityBureau },
  events: [
    event('accepted', '2025-04-16 09:20:05', centre, '已登记并生成工单'),
    event('dispatched', '2025-04-16 09:41:18', centre, `派至${districtBureau}办理`),
    event(
      'returned',
      '2025-04-16 16:05:52',
      districtBureau,
      '津贴发放名单由市级系统生成，本级无法查询，建议转市民政局',
    ),
    event('dispatched', '2025-04-17 08:33:10', centre, `改派${cityBureau}办理`),
    event('signed', '2025-04-17 10:02:47', cityBureau, '已签收'),
    event('handled', '2025-04-21 15:26:30', cityBureau, '经查您未完成本年度资格认证，请认证后次月恢复发放。'),
    event('closed', '2025-04-22 09:15:00', centre, '审核通过，予以办结'),
    event('followedUp', '2025-04-23 10:08:21', centre, '市民称已认证，认证回执在手，答复与实际不符'),
    event('reopened', '2025-04-23 10:30:44', centre, '市民不满意，退回重办'),
    event('dispatched', '2025-04-23 10:52:09', centre, `重派${cityBureau}，请核对认证数据`),
    event('signed', '2025-04-23 14:11:35', cityBureau, '已签收'),
    event('handled', '2025-04-29 11:40:02', cityBureau, '经查系认证数据未同步，已补发两个月津贴，并修复数据接口。'),
    event('closed', '2025-04-29 17:20:16', centre, '审核通过，予以办结'),
    event('followedUp', '2025-04-30 09:30:50', centre, '市民确认津贴已到账'),
  ],
  answer: '经查系认证数据未同步，已补发两个月津贴，并修复数据接口。',
  ratings: [
    { level: 2, at: readTime('2025-04-23 10:08:21'), comment: '明明认证过了，让我再认证一次' },
    { level: 4, at: readTime('2025-04-30 09:30:50'), comment: '钱补上了' },
  ],
};

const heating: Story = {
  number: '2025010800000012',
  ...topicOf('供暖不热'),
  serviceCode: null,
  channel: 'app',
  requested: readTime('2025-01-08 19:44:03'),
  unit: { code: 'GY', name: '市公用事业服务中心' },
  events: [
    event('accepted', '2025-01-08 19:52:30', centre, '已登记并生成工单'),
    event('dispatched', '2025-01-08 20:10:11', centre, '派至市公用事业服务中心办理'),
    event('signed', '2025-01-09 08:25:40', '市公用事业服务中心', '已签收'),
    event('handled', '2025-01-09 16:48:00', '市公用事业服务中心', topicOf('供暖不热').topic.answer),
    event('closed', '2025-01-10 09:05:12', centre, '审核通过，予以办结'),
    event('followedUp', '2025-01-11 10:20:33', centre, '市民表示室温已达标'),
  ],
  answer: topicOf('供暖不热').topic.answer,
  ratings: [{ level: 5, at: readTime('2025-01-11 10:20:33'), comment: '第二天就热了' }],
};

const proofOfLife: Story = {
  number: '2025061200000013',
  ...topicOf('养老待遇资格认证'),
  serviceCode: serviceNamed('养老保险待遇资格认证').code,
  channel: 'phone',
  requested: readTime('2025-06-12 10:03:27'),
  unit: { code: 'RS', name: '市人力资源和社会保障局' },
  events: [
    event('accepted', '2025-06-12 10:05:02', centre, '已登记并生成工单'),
    event('handled', '2025-06-12 10:09:48', centre, topicOf('养老待遇资格认证').topic.answer),
    event('closed', '2025-06-12 10:10:48', centre, '知识库直接答复，当场办结'),
  ],
  answer: topicOf('养老待遇资格认证').topic.answer,
  ratings: [],
};

const formerHolders: Story = {
  number: '2024040300000014',
  ...topicOf('停水'),
  serviceCode: null,
  channel: 'phone',
  requested: readTime('2024-04-03 11:30:15'),
  unit: { code: 'GY', name: '市公用事业服务中心' },
  events: [
    event('accepted', '2024-04-03 11:34:00', centre, '已登记并生成工单'),
    event('dispatched', '2024-04-03 11:50:22', centre, '派至市公用事业服务中心办理'),
    event('signed', '2024-04-03 13:05:09', '市公用事业服务中心', '已签收'),
    event('handled', '2024-04-03 16:30:00', '市公用事业服务中心', topicOf('停水').topic.answer),
    event('closed', '2024-04-04 09:00:41', centre, '审核通过，予以办结'),
  ],
  answer: topicOf('停水').topic.answer,
  ratings: [],
};

function event(step: OrderStep, at: string, by: string, note: string): OrderEvent {
  return { step, at: readTime(at), by, note };
}

/** The topic and its words, on the street where the hero lives. */
function topicOf(name: string): { readonly topic: Topic; readonly text: string } {
  const topic = topics.find((each) => each.name === name);
  if (topic === undefined) throw new RangeError(`No topic ${name}`);
  return { topic, text: topic.text.replaceAll('{路}', '复兴路').replaceAll('{区}', '望山区') };
}
