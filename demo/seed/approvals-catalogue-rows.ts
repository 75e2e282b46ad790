import { createRandom, type Random } from '../population/random.ts';
import { calendarRows } from './approvals-calendar.ts';
import { eventKeys, eventOf } from './approvals-events.ts';
import { evidenceItems } from './approvals-evidence.ts';
import { outputs, writeGuide } from './approvals-guide.ts';
import { organisation, organisationKeys } from './approvals-organisations.ts';
import type { ApprovalsTable } from './approvals-schema.ts';
import { services, servicesOf, type ServiceItem } from './approvals-services.ts';
import { channelRows } from './approvals-channel-rows.ts';
import { stagesOf, type Stage } from './approvals-stages.ts';
import type { Row } from './dirt-account.ts';
import { drawHex } from './legacy-forms.ts';

export type Drawn = readonly [table: ApprovalsTable, row: Row];

/** 19 digits, beyond 2^53. */
export const serialNumber = (range: string, number: number): string => `${range}${String(number).padStart(17, '0')}`;

/** The bureau's tables that don't depend on the population: the catalogue, its events and the calendar. */
export function catalogueRows(seed: number): readonly Drawn[] {
  const random = createRandom(seed, 'approvals', 'catalogue');
  const rows: Drawn[] = [
    ...dictionaryRows(),
    ...organisationRows(),
    ...evidenceRows(),
    ...services.flatMap((service) => serviceRows(random, service)),
    ...eventRows(),
    ...calendarRows().map((row): Drawn => ['gzrl', row]),
  ];
  return numbered(rows);
}

/** Gives the rows of tables with serial numbers their numbers. */
function numbered(rows: readonly Drawn[]): readonly Drawn[] {
  const withSerial: readonly ApprovalsTable[] = ['sx_cl', 'sx_qd', 'sx_sf', 'sx_jg'];
  return rows.map(([table, row], place) =>
    withSerial.includes(table) ? [table, { lsh: serialNumber('90', place + 1), ...row }] : [table, row],
  );
}

const dictionary: Readonly<Record<string, readonly (readonly [code: string, name: string, english: string])[]>> = {
  SXLX: [
    ['XK', '行政许可', 'Administrative licence'],
    ['JF', '行政给付', 'Benefit'],
    ['QR', '行政确认', 'Confirmation'],
    ['CJ', '行政裁决', 'Adjudication'],
    ['JL', '行政奖励', 'Award'],
    ['QT', '其他行政权力', 'Other power'],
    ['GG', '公共服务', 'Public service'],
  ],
  CLLX: [
    ['ZJ', '证件', 'Identity document'],
    ['ZM', '证明', 'Certificate'],
    ['SQB', '申请表', 'Form'],
    ['HT', '合同协议', 'Contract'],
    ['ZP', '照片', 'Photograph'],
    ['QT', '其他', 'Other'],
  ],
  ZTYY: [
    ['1', '申请人补正材料', 'The applicant supplies documents'],
    ['2', '特别程序（检验、评审、听证）', 'Special procedure: tests, expert review, hearing'],
  ],
};

function dictionaryRows(): readonly Drawn[] {
  const themes = eventKeys.map((key) => [key, eventOf(key).name, eventOf(key).english] as const);
  return Object.entries({ ...dictionary, ZTFL: themes }).flatMap(([lbdm, entries]) =>
    entries.map(([mxdm, mxmc, english]): Drawn => [
      'zd_dict',
      { lbdm, mxdm, mxmc, mxmc_en: english, px: 99999, yxbz: 'Y' },
    ]),
  );
}

const organisationRows = (): readonly Drawn[] =>
  organisationKeys.map((key, PX) => {
    const { code, name, english, formerName } = organisation(key);
    return [
      'T_ORG_DEPT',
      { DEPT_CODE: code, DEPT_NAME: name, DEPT_NAME_EN: english, OLD_NAME: formerName, LXDH: '12345', PX, YXX: '1' },
    ];
  });

const evidenceRows = (): readonly Drawn[] =>
  evidenceItems.map(({ code, name, english, kind, issuer, shared }) => [
    'cl_basic',
    {
      cl_bm: code,
      clmc: name,
      clmc_en: english,
      cllx: kind,
      fzjg_dm: issuer === null ? '' : organisation(issuer).code,
      fzjg_mc: issuer === null ? '申请人自备' : organisation(issuer).name,
      dzzz: shared ? 'Y' : 'N',
      px: 99999,
    },
  ]);

function serviceRows(random: Random, service: ServiceItem): readonly Drawn[] {
  const stages = stagesOf(service);
  const now = basicRow(random, service);
  const earlier = random.chance(0.15) ? [outdated(random, now)] : [];
  const [jgmc, english] = outputs[service.output];
  return [
    ...[...earlier, now].map((row): Drawn => ['sx_basic', row]),
    ...stages.map((stage): Drawn => ['sx_hj', stageRow(service, stage)]),
    ...stages.flatMap((stage) => inputRows(service, stage)),
    ...channelRows(service, stages).map((row): Drawn => ['sx_qd', row]),
    ...(service.fee === 0 ? [] : [['sx_sf', feeRow(service)] as const]),
    ['sx_jg', { ITEM_CODE: service.code, jgmc, jgmc_en: english, jglx: service.output }],
  ];
}

const states = { active: '1', suspended: '2', withdrawn: '3' } as const;

function basicRow(random: Random, service: ServiceItem): Row {
  const guide = writeGuide(service);
  const { code, name, formerName } = organisation(service.authority);
  const isOnline = service.channels.includes('WZ');
  return {
    ROWGUID: drawHex(random),
    ITEM_CODE: service.code,
    sxmc: service.name,
    sxmc_en: service.english,
    sxlx: service.type,
    sxzt: states[service.status],
    ss_bm_dm: code,
    ss_bm_mc: formerName !== '' && random.chance(0.2) ? formerName : name,
    fdqx: service.statutoryDays,
    cnqx: service.promisedDays,
    clsx: guide.time,
    clsx_en: guide.timeEnglish,
    ztfl: service.event,
    sxjj: guide.about,
    sxjj_en: guide.aboutEnglish,
    sltj: guide.conditions,
    flyj: guide.legalBasis,
    sf_js: service.promisedDays === 0 ? 1 : 0,
    sf_wb: random.pick(isOnline ? ['Y', 'Y', 'Y', '1', '是'] : ['N', 'N', '0', '否']),
    zxdh: '12345',
    bbh: random.between(2, 6),
    px: 99999,
    yxx: '1',
    gxsj: `2025-0${random.between(1, 9)}-${random.between(10, 28)} 10:00:00`,
  };
}

/** An earlier version, which the vendor's update left behind as deleted. */
const outdated = (random: Random, row: Row): Row => ({
  ...row,
  ROWGUID: drawHex(random),
  cnqx: row['fdqx'] ?? null,
  bbh: 1,
  yxx: '0',
  gxsj: '2021-03-01 00:00:00',
});

function stageRow({ code }: ServiceItem, stage: Stage): Row {
  const { code: bm_dm, name: bm_mc } = organisation(stage.authority);
  return {
    ITEM_CODE: code,
    hj_xh: stage.order,
    hjmc: stage.name,
    hjmc_en: stage.english,
    bm_dm,
    bm_mc,
    cnts: stage.promisedDays,
    zzbz: stage.valueAdding ? 'Y' : 'N',
    sxsj: stage.data,
  };
}

const inputRows = ({ code }: ServiceItem, stage: Stage): readonly Drawn[] =>
  stage.evidence.map((item) => [
    'sx_cl',
    {
      ITEM_CODE: code,
      cl_bm: item.code,
      hj_xh: stage.order,
      sfbx: item.key === 'PROMISE' ? 0 : 1,
      yjfs: item.kind === 'ZJ' ? 0 : 1,
      fyjfs: item.kind === 'ZJ' ? 1 : 0,
      ly: item.shared ? '2' : '1',
      bz: item.shared ? '可通过数据共享获取，申请人免于提交' : '',
    },
  ]);

const feeRow = (service: ServiceItem): Row => ({
  ITEM_CODE: service.code,
  sfmc: `${service.name}工本费`,
  sfmc_en: `Fee for: ${service.english}`,
  je_fen: service.fee * 100,
  hbdm: 'CNY',
  yjjg_dm: organisation('fg').code,
  qdlx: null,
});

const eventRows = (): readonly Drawn[] =>
  eventKeys.flatMap((key, place): readonly Drawn[] => {
    const { kind, name, english, about, aboutEnglish } = eventOf(key);
    const about_ = { ztmc: name, ztmc_en: english, ztms: about, ztms_en: aboutEnglish };
    const zt_lx = kind === 'life' ? 'G' : 'F';
    return [
      ['zt_event', { ZT_CODE: key, zt_lx, ...about_, xh: place + 1, yxbz: 'Y' }],
      ...servicesOf(key).map((service, index): Drawn => [
        'zt_event_sx',
        { ZT_CODE: key, xh: index + 1, ITEM_CODE: service.code, hxbz: service.event === key ? 'Y' : 'N' },
      ]),
    ];
  });
