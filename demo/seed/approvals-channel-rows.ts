import { cityName } from '../population/city.ts';
import { organisation } from './approvals-organisations.ts';
import type { ChannelCode, ServiceItem } from './approvals-services.ts';
import type { Stage } from './approvals-stages.ts';
import type { Row } from './dirt-account.ts';

/** Where and when each channel can be had. */
const places: Readonly<Record<ChannelCode, readonly [place: string, hours: string, english: string]>> = {
  CK: [
    `${cityName}政务服务中心，望山区市民大道1号`,
    '工作日 9:00—17:00，周六 9:00—12:00',
    'Working days 9 to 17, Saturdays 9 to 12',
  ],
  WZ: [`${cityName}政务服务网`, '全天', 'Day and night'],
  APP: ['“和望办”手机应用', '全天', 'Day and night'],
  XCX: ['“和望办”小程序', '全天', 'Day and night'],
  ZZ: ['各街道自助服务区', '每日 6:00—22:00', 'Daily 6 to 22'],
  YJ: ['邮政网点寄递', '工作日 9:00—17:00', 'Working days 9 to 17'],
  DH: ['12345政务服务便民热线', '全天', 'Day and night'],
  DB: ['社区便民服务站帮办代办', '工作日 8:30—17:30', 'Working days 8.30 to 17.30'],
};

/** The channels of a service as a whole stand under stage 0, those of its stages under their numbers. */
export function channelRows(service: ServiceItem, stages: readonly Stage[]): readonly Row[] {
  const row = (hj_xh: number, qdlx: ChannelCode, bm_dm: string): Row => {
    const [dz, kfsj, english] = places[qdlx];
    return { ITEM_CODE: service.code, hj_xh, qdlx, bm_dm, dz, kfsj, kfsj_en: english };
  };
  return [
    ...service.channels.map((channel) => row(0, channel, ownerOf(channel, service))),
    ...stages.flatMap((stage) =>
      stage.channels.map((channel) => row(stage.order, channel, organisation(stage.authority).code)),
    ),
  ];
}

/** Counters are the authority's; what serves all authorities belongs to the bureau. */
const ownerOf = (channel: ChannelCode, { authority }: ServiceItem): string =>
  organisation(channel === 'CK' ? authority : 'sp').code;
