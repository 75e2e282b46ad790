import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RequestContext } from '../../schema/request.ts';
import type { Subgraph } from '../../schema/subgraph.ts';
import { ask, asCitizen, asNobody, entitiesQuery, requestOf, valueAt } from './fixtures/ask.ts';
import { dialects, type DialectName } from './fixtures/mini-department.ts';
import { openSmallDepartments, smallSource, type SmallDepartments } from './fixtures/small-department.ts';

const hero = '11010519491231002X';
const neighbour = '440524188001010014';

/** Orders that know callers by id, or by telephone and name, and things that others hold. */
const sdl = `${smallSource()}
  type Query {
    orders: OrderConnection @list(orderBy: ["requestedDatetime DESC"], max: 200)
    remarks: RemarkConnection @list(orderBy: ["id"])
  }
  type Citizen @key(fields: "id") {
    id: ID! @column(as: RESIDENT_ID)
    telephone: String @external
    fullName: String @external
    orders: OrderConnection
      @relation(fields: ["id"], references: ["sfzh"], as: RESIDENT_ID)
      @list(orderBy: ["requestedDatetime DESC"], max: 100)
    ordersByPhone: OrderConnection
      @relation(
        fields: ["telephone", "fullName"]
        references: ["dh", "xm"]
        as: [PHONE, PERSON_NAME]
        where: "sfzh IS NULL OR sfzh = ''"
      )
      @requires(fields: "telephone fullName")
      @list(orderBy: ["requestedDatetime DESC"], max: 100)
  }
  type Order implements Feedback & TimelineEntry
    @key(fields: "id")
    @table(name: "t_gd")
    @subject(field: "callerId", or: ["telephone", "name"]) {
    id: ID! @column(name: "bh", prefix: "small:")
    callerId: ID @column(name: "sfzh", as: RESIDENT_ID)
    telephone: String @column(name: "dh", as: PHONE)
    name: String @column(name: "xm", as: PERSON_NAME)
    requestedDatetime: DateTime @column(name: "sj", format: "yyyyMMddHHmmss")
    at: DateTime @column(name: "sj", format: "yyyyMMddHHmmss")
    status: FeedbackStatus @column(name: "zt")
    statusLabel(lang: Language = EN): String @label(of: "status")
    label(lang: Language = EN): String @label(enColumn: "bt_en", zhColumn: "bt")
    mark(lang: Language = EN): String @label(en: "Order", zh: "工单")
    requester: Citizen @relation(columns: ["sfzh"])
    service: PublicService @relation(columns: ["sx"])
    agent: Business @relation(columns: ["dm"])
    steps: StepConnection @relation(columns: ["bh"], references: ["bh"], where: "lx = 'A'") @list(orderBy: ["id"])
    firstStep: Step @relation(columns: ["bh"], references: ["bh"], where: "lx = 'F'")
    events: FeedbackEventConnection @relation(columns: ["bh"], references: ["bh"]) @list(orderBy: ["id"])
  }
  type Step @key(fields: "id") @table(name: "t_bz") { id: ID! @column(name: "bz") note: String @column(name: "nr") }
  type FeedbackEvent @table(name: "t_bz") { id: ID @column(name: "bz", prefix: "small:") note: String @column(name: "nr") }
  type Remark @key(fields: "id") @table(name: "t_bei") { id: ID! @column(name: "bz") order: Order @personal @relation(columns: ["bh"], references: ["bh"]) }
  enum FeedbackStatus @codes { OPEN @code(value: "1") CLOSED @code(value: "2") }`;

const rows = [
  // Hers by id, in three forms; hers by telephone and name, as people write them.
  `INSERT INTO t_gd VALUES ('1', '${hero}', '100', 'x', '20250101080000', '1', 'Noise', '噪音', 'S1', '91350100M000100Y43')`,
  `INSERT INTO t_gd VALUES ('2', '110105491231002', NULL, NULL, '20250102080000', '2', '', '路灯', NULL, '91350100m000100y43')`,
  `INSERT INTO t_gd VALUES ('3', NULL, '１００１２３４９４９１', '周桂兰', '20250103080000', '9', NULL, NULL, '', '')`,
  `INSERT INTO t_gd VALUES ('4', '', '10012349491', '周桂兰', '20250104080000', '1', 'Water', NULL, 'S2', NULL)`,
  // Her telephone under another name, her name under another telephone, her telephone and name under another's id.
  `INSERT INTO t_gd VALUES ('5', NULL, '10012349491', '王五', '20250105080000', '1', NULL, NULL, NULL, NULL)`,
  `INSERT INTO t_gd VALUES ('6', NULL, '10099999999', '周桂兰', '20250106080000', '1', NULL, NULL, NULL, NULL)`,
  `INSERT INTO t_gd VALUES ('7', '${neighbour}', '10012349491', '周桂兰', '20250107080000', '1', NULL, NULL, NULL, NULL)`,
  // Her name beside what stands for no telephone.
  `INSERT INTO t_gd VALUES ('8', NULL, '暂无', '周桂兰', '20250108080000', '1', NULL, NULL, NULL, NULL)`,
  `INSERT INTO t_gd VALUES ('9', NULL, '0', '周桂兰', '20250109080000', '1', NULL, NULL, NULL, NULL)`,
  `INSERT INTO t_bz VALUES ('11', '1', 'A', 'one')`,
  `INSERT INTO t_bz VALUES ('12', '1', 'F', 'first')`,
  `INSERT INTO t_bz VALUES ('13', '1', 'A', 'two')`,
  `INSERT INTO t_bei VALUES ('21', '3'), ('22', '5'), ('23', '6')`,
];
const tables = [
  'CREATE TABLE t_bei (bz varchar(12) PRIMARY KEY, bh varchar(12))',
  'CREATE TABLE t_gd (bh varchar(12) PRIMARY KEY, sfzh varchar(18), dh varchar(40), xm varchar(40), sj char(14) NOT NULL, zt varchar(2), bt_en varchar(40), bt varchar(40), sx varchar(20), dm varchar(18))',
  'CREATE TABLE t_bz (bz varchar(12) PRIMARY KEY, bh varchar(12), lx varchar(2), nr varchar(40))',
];

const known = { telephone: '100-1234-9491', fullName: '周桂兰' };
const herself = (identifiers: typeof known | null): RequestContext => {
  const request = asCitizen(hero);
  return { ...request, caller: request.caller && { ...request.caller, ...(identifiers && { identifiers }) } };
};

let small: SmallDepartments;
const subgraphs = new Map<DialectName, Subgraph>();
beforeAll(async () => {
  small = await openSmallDepartments();
  for (const dialect of dialects) subgraphs.set(dialect, await small.open(dialect, sdl, ...tables, ...rows));
});
afterAll(() => small.close());

describe.each(dialects)('on %s', (dialect) => {
  const subgraph = (): Subgraph => {
    const found = subgraphs.get(dialect);
    if (found === undefined) throw new Error(`no ${dialect}`);
    return found;
  };
  const order = async (id: string, selection: string, request = requestOf()) => {
    const answer = await ask(subgraph(), {
      query: entitiesQuery(`... on Order { ${selection} }`),
      representations: [{ __typename: 'Order', id }],
      request,
    });
    expect(answer.errors).toEqual([]);
    return valueAt(answer, '_entities', 0);
  };
  const listed = async (field: 'orders' | 'ordersByPhone', request: RequestContext) => {
    const answer = await ask(subgraph(), {
      query: entitiesQuery(`... on Citizen { ${field} { nodes { id } totalCount } }`),
      representations: [{ __typename: 'Citizen', id: hero, ...known }],
      request,
    });
    expect(answer.errors).toEqual([]);
    return valueAt(answer, '_entities', 0, field);
  };

  test('ids carry their owner’s name, and an id with another is nobody’s', async () => {
    expect(await order('small:1', 'id')).toEqual({ id: 'small:1' });
    for (const id of ['1', 'large:1', 'small:', 'small:small:1']) expect(await order(id, 'id')).toBeNull();
  });

  test('entities others hold are given by their key, read by their own codec', async () => {
    const selection = 'requester { __typename id } service { __typename id } agent { id }';
    expect(await order('small:1', selection)).toEqual({
      requester: { __typename: 'Citizen', id: hero },
      service: { __typename: 'PublicService', id: 'S1' },
      agent: { id: '91350100M000100Y43' },
    });
    expect(await order('small:2', selection)).toMatchObject({
      requester: { id: hero },
      agent: { id: '91350100M000100Y43' },
    });
    expect(await order('small:3', selection)).toEqual({ requester: null, service: null, agent: null });
  });

  test('what this department adds to them hangs below', async () => {
    expect(await order('small:2', 'requester { orders { nodes { id } } }')).toEqual({
      requester: { orders: { nodes: [{ id: 'small:2' }, { id: 'small:1' }] } },
    });
  });

  test('labels come in the language asked for, and in the other where there is none', async () => {
    const labels = 'en: label zh: label(lang: ZH) mark(lang: ZH) statusLabel zhStatus: statusLabel(lang: ZH)';
    expect(await order('small:1', labels)).toEqual({
      en: 'Noise',
      zh: '噪音',
      mark: '工单',
      statusLabel: 'Open',
      zhStatus: '办理中',
    });
    expect(await order('small:2', labels)).toMatchObject({ en: '路灯', zh: '路灯', statusLabel: 'Closed' });
    expect(await order('small:3', labels)).toMatchObject({ en: null, zh: null, statusLabel: null, zhStatus: null });
    expect(await order('small:4', 'zh: label(lang: ZH)')).toEqual({ zh: 'Water' });
  });

  test('a code that nobody knows has no label, and that is told', async () => {
    const answer = await ask(subgraph(), {
      query: entitiesQuery('... on Order { statusLabel }'),
      representations: ['small:1', 'small:3'].map((id) => ({ __typename: 'Order', id })),
    });
    expect(valueAt(answer, '_entities')).toEqual([{ statusLabel: 'Open' }, { statusLabel: null }]);
    expect(answer.findings).toMatchObject([{ type: 'Order', field: 'statusLabel', reason: 'UNKNOWN_CODE' }]);
  });

  test('a language may be a variable', async () => {
    const answer = await ask(subgraph(), {
      query: `query ($representations: [_Any!]!, $lang: Language = ZH) { _entities(representations: $representations) { ... on Order { mark(lang: $lang) } } }`,
      representations: [{ __typename: 'Order', id: 'small:1' }],
    });
    expect(valueAt(answer, '_entities', 0)).toEqual({ mark: '工单' });
  });

  test('a relation’s own condition holds for lists, counts and single rows', async () => {
    expect(await order('small:1', 'steps { nodes { id } totalCount } firstStep { note }')).toEqual({
      steps: { nodes: [{ id: '11' }, { id: '13' }], totalCount: 2 },
      firstStep: { note: 'first' },
    });
  });

  test('rows of a value type without a key are listed in pages', async () => {
    const first = await order(
      'small:1',
      'events(first: 2) { nodes { id note state stateLabel } pageInfo { endCursor } }',
    );
    expect(first).toMatchObject({
      events: { nodes: [{ id: 'small:11', note: 'one', state: null, stateLabel: null }, { id: 'small:12' }] },
    });
    const after = (first as { events: { pageInfo: { endCursor: string } } }).events.pageInfo.endCursor;
    expect(await order('small:1', `events(after: "${after}") { nodes { id } }`)).toEqual({
      events: { nodes: [{ id: 'small:13' }] },
    });
  });

  test('fields of an interface that nobody mapped are null', async () => {
    expect(await order('small:1', 'title channel rating { score } case { id }')).toEqual({
      title: null,
      channel: null,
      rating: null,
      case: null,
    });
  });

  test('telephone and name together find what carries no id', async () => {
    const byPhone = { nodes: [{ id: 'small:4' }, { id: 'small:3' }], totalCount: 2 };
    expect(await listed('ordersByPhone', requestOf())).toEqual(byPhone);
    expect(await listed('orders', requestOf())).toMatchObject({ totalCount: 2 });
  });

  test.each([
    [
      { telephone: known.telephone, fullName: null },
      { nodes: [], totalCount: 0 },
    ],
    [
      { telephone: null, fullName: known.fullName },
      { nodes: [], totalCount: 0 },
    ],
    // What nobody said is not the same as nothing.
    [{ telephone: known.telephone }, null],
    [{}, null],
  ])('with %j alone nothing is found by them', async (given, found) => {
    const answer = await ask(subgraph(), {
      query: entitiesQuery('... on Citizen { ordersByPhone { nodes { id } totalCount } }'),
      representations: [{ __typename: 'Citizen', id: hero, ...given }],
    });
    expect(valueAt(answer, '_entities', 0, 'ordersByPhone')).toEqual(found);
  });

  describe('a citizen', () => {
    test('sees own rows that carry the id, and those that telephone and name say are theirs', async () => {
      expect(await listed('orders', herself(known))).toMatchObject({ totalCount: 2 });
      expect(await listed('ordersByPhone', herself(known))).toMatchObject({ totalCount: 2 });
      const all = await ask(subgraph(), { query: '{ orders { nodes { id } totalCount } }', request: herself(known) });
      expect(valueAt(all, 'orders')).toEqual({
        nodes: ['4', '3', '2', '1'].map((id) => ({ id: `small:${id}` })),
        totalCount: 4,
      });
    });

    test.each([
      ['nothing else is known', null],
      ['the telephone has changed hands', { ...known, fullName: '李四' }],
      ['the name is another’s too', { ...known, telephone: '10088888888' }],
      ['a word stands for no telephone', { ...known, telephone: '暂无' }],
      ['a digit stands for no telephone', { ...known, telephone: '0' }],
    ])('sees only rows that carry the id where %s', async (_what, identifiers) => {
      const all = await ask(subgraph(), { query: '{ orders { nodes { id } } }', request: herself(identifiers) });
      expect(valueAt(all, 'orders', 'nodes')).toEqual([{ id: 'small:2' }, { id: 'small:1' }]);
      expect(await order('small:3', 'id', herself(identifiers))).toBeNull();
    });

    describe('who acts for others', () => {
      /** The neighbour, and a child of whom the registry knows her telephone as well. */
      const wards = [
        { telephone: '10099999999', fullName: '李四' },
        { telephone: known.telephone, fullName: '王五' },
      ];
      const guardian = (wardIdentifiers: readonly object[], own: object = known): RequestContext => {
        const request = asCitizen(hero);
        return { ...request, caller: request.caller && { ...request.caller, identifiers: own, wardIdentifiers } };
      };
      const seen = async (request: RequestContext, where = '') => {
        const answer = await ask(subgraph(), { query: `{ orders${where} { nodes { id } totalCount } }`, request });
        expect(answer.errors).toEqual([]);
        const nodes = valueAt(answer, 'orders', 'nodes') as readonly { readonly id: string }[];
        expect(valueAt(answer, 'orders', 'totalCount')).toBe(nodes.length);
        return nodes.map(({ id }) => id.replace('small:', ''));
      };

      test('sees the rows of each by their own telephone and name, never by one’s beside another’s', async () => {
        // 5 is the child's; 6 has her name beside the neighbour's telephone.
        expect(await seen(guardian(wards))).toEqual(['5', '4', '3', '2', '1']);
        expect(await seen(guardian(wards, {}))).toEqual(['5', '2', '1']);
        expect(await seen(guardian([{ telephone: '10099999999', fullName: '周桂兰' }], {}))).toEqual(['6', '2', '1']);
        expect(await order('small:5', 'id', guardian(wards))).toEqual({ id: 'small:5' });
        expect(await order('small:6', 'id', guardian(wards))).toBeNull();
      });

      test('and by what is known of one in part, nothing', async () => {
        expect(await seen(guardian([{ telephone: known.telephone }, { fullName: '王五' }], {}))).toEqual(['2', '1']);
        expect(await seen(guardian([{ telephone: '暂无', fullName: '周桂兰' }], {}))).toEqual(['2', '1']);
      });

      test('nor finds others’ by a filter that looks into them', async () => {
        const noted = async (request: RequestContext) => {
          const query = '{ remarks(where: {order: {id: {isNull: false}}}) { nodes { id } } }';
          const answer = await ask(subgraph(), { query, request });
          expect(answer.errors).toEqual([]);
          return (valueAt(answer, 'remarks', 'nodes') as readonly { readonly id: string }[]).map(({ id }) => id);
        };
        expect(await noted(requestOf())).toEqual(['21', '22', '23']);
        expect(await noted(guardian(wards))).toEqual(['21', '22']);
        expect(await noted(guardian([]))).toEqual(['21']);
      });
    });

    test('is told whose silence keeps rows from being found, once, and loses no other row', async () => {
      const { caller, ...context } = asCitizen(hero);
      const unidentified = { department: 'registry', code: 'DEPARTMENT_TIMEOUT' } as const;
      const request = { ...context, caller: caller && { ...caller, unidentified } };
      const query = '{ orders { nodes { id } totalCount } again: orders { nodes { id } } }';
      const { data, errors } = await ask(subgraph(), { query, request });
      expect(data).toEqual({
        orders: { nodes: [{ id: 'small:2' }, { id: 'small:1' }], totalCount: 2 },
        again: { nodes: [{ id: 'small:2' }, { id: 'small:1' }] },
      });
      expect(errors).toEqual([
        { path: [], code: 'DEPARTMENT_TIMEOUT', department: 'registry', details: { department: 'registry' } },
      ]);
    });

    test.each(['5', '6', '7', '8', '9'])('never sees order %s, which shares a telephone or a name', async (number) => {
      expect(await order(`small:${number}`, 'id', herself(known))).toBeNull();
    });

    test('is referred to in own rows, and nobody else is', async () => {
      expect(await order('small:1', 'requester { id }', herself(known))).toEqual({ requester: { id: hero } });
      expect(await order('small:3', 'requester { id }', herself(known))).toEqual({ requester: null });
    });
  });

  test('who has not signed in sees nothing', async () => {
    const answer = await ask(subgraph(), {
      query: entitiesQuery('... on Order { title requester { id } }'),
      representations: [{ __typename: 'Order', id: 'small:1' }],
      request: asNobody(),
    });
    expect(valueAt(answer, '_entities', 0)).toEqual({ title: null, requester: null });
    expect(answer.errors.map(({ code }) => code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE', 'UNAUTHORIZED_FIELD_OR_TYPE']);
  });
});
