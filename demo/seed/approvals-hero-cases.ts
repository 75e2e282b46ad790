import type { Citizen } from '../population/household.ts';
import { courseOf } from './approvals-case-course.ts';
import type { CasePlan, CaseStep } from './approvals-case-plan.ts';
import type { OrganisationKey } from './approvals-organisations.ts';
import { serviceNamed, type ServiceItem } from './approvals-services.ts';

/** Numbers of the hero's cases, as other departments quote them. */
export const heroCaseNumbers = {
  allowance: 'HW2024091200000001',
  treatment: 'HW2025031000000002',
  care: 'HW2025051400000003',
  adaptation: 'HW2025120800000004',
} as const;

/**
 * What the hero has applied for: an allowance that was paused for a supplement and decided; treatment in another city,
 * settled at once; long-term care, with a part at another authority; and the adaptation of her home, still open.
 */
export function heroCases(citizen: Citizen): readonly CasePlan[] {
  return [allowance(citizen), treatment(citizen), care(citizen), adaptation(citizen)];
}

type Story = Pick<CasePlan, 'number' | 'citizen' | 'service' | 'channel' | 'steps'> &
  Partial<Pick<CasePlan, 'pauses' | 'validUntil' | 'subCases' | 'parent' | 'authority'>>;

/** The moments of the case are those of its steps. */
function told({ steps, service, pauses = [], ...story }: Story): CasePlan {
  const at = (state: CaseStep['state']): string | null => steps.find((step) => step.state === state)?.at ?? null;
  const decidedAt = at('decided');
  return {
    parent: null,
    authority: service.authority,
    business: null,
    evidence: story.parent === undefined ? service.evidence : [],
    validUntil: null,
    subCases: [],
    service,
    ...courseOf({
      service,
      steps,
      pauses,
      outcome: decidedAt === null ? null : 'granted',
      appliedAt: at('applied') ?? '',
      acceptedAt: at('accepted'),
      decidedAt,
    }),
    ...story,
  };
}

const step = (state: CaseStep['state'], at: string, authority: OrganisationKey, note: string): CaseStep => ({
  state,
  at,
  authority,
  note,
});

/** Ten working days from 12 September, over two festivals and a worked Saturday and Sunday: due on 10 October. */
function allowance(citizen: Citizen): CasePlan {
  return told({
    number: heroCaseNumbers.allowance,
    citizen,
    service: serviceNamed('高龄津贴申领'),
    channel: 'CK',
    steps: [
      step('applied', '2024-09-12 09:12:40', 'sp', '窗口收件'),
      step('accepted', '2024-09-12 09:40:05', 'mz', '材料齐全，予以受理'),
      step('supplement-requested', '2024-09-18 10:21:00', 'mz', '银行账户户名与申请人不一致，请补正'),
      step('supplemented', '2024-09-25 14:05:12', 'sp', '申请人已提交本人银行账户'),
      step('decided', '2024-10-09 16:30:00', 'mz', '准予发放高龄津贴'),
      step('notified', '2024-10-10 09:02:33', 'mz', '已短信告知申请人'),
      step('closed', '2024-10-11 11:15:00', 'sp', '送达办结'),
    ],
    pauses: [
      { from: '2024-09-18 10:21:00', to: '2024-09-25 14:05:12', reason: 'supplement', note: '补正本人银行账户信息' },
    ],
  });
}

function treatment(citizen: Citizen): CasePlan {
  return told({
    number: heroCaseNumbers.treatment,
    citizen,
    service: serviceNamed('异地就医备案'),
    channel: 'XCX',
    steps: [
      step('applied', '2025-03-10 10:05:21', 'sp', '小程序提交'),
      step('accepted', '2025-03-10 10:06:02', 'yb', '系统自动受理'),
      step('decided', '2025-03-10 10:06:30', 'yb', '备案成功'),
      step('closed', '2025-03-10 10:06:31', 'yb', '办结'),
    ],
    validUntil: '2026-03-09',
  });
}

function care(citizen: Citizen): CasePlan {
  const service: ServiceItem = serviceNamed('长期护理保险待遇申请');
  const story = { citizen, service, channel: 'DB' } as const;
  const assessment = told({
    ...story,
    number: `${heroCaseNumbers.care}-01`,
    parent: heroCaseNumbers.care,
    authority: 'mz',
    steps: [
      step('applied', '2025-05-16 09:00:00', 'yb', '医保部门发起协办：老年人能力评估'),
      step('accepted', '2025-05-16 10:12:00', 'mz', '接收协办任务'),
      step('decided', '2025-05-26 15:40:00', 'mz', '评估等级：中度失能'),
    ],
  });
  return told({
    ...story,
    number: heroCaseNumbers.care,
    steps: [
      step('applied', '2025-05-14 15:20:10', 'sp', '社区帮办代办员代为提交'),
      step('accepted', '2025-05-15 09:33:00', 'yb', '材料齐全，予以受理'),
      step('decided', '2025-06-03 16:10:45', 'yb', '准予享受长期护理保险待遇'),
      step('closed', '2025-06-05 10:00:00', 'sp', '送达办结'),
    ],
    validUntil: '2027-06-30',
    subCases: [assessment],
  });
}

function adaptation(citizen: Citizen): CasePlan {
  return told({
    number: heroCaseNumbers.adaptation,
    citizen,
    service: serviceNamed('特殊困难老年人家庭适老化改造'),
    channel: 'XCX',
    steps: [
      step('applied', '2025-12-08 19:42:17', 'sp', '小程序提交'),
      step('accepted', '2025-12-09 10:15:00', 'mz', '材料齐全，予以受理'),
    ],
  });
}
