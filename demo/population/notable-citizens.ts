import { districts, subdistricts, type Address } from './city.ts';
import type { Citizen, Household } from './household.ts';

/** The citizen whose story the demo tells; every department knows her. */
export const heroId = '11010519491231002X';

/**
 * The examples of GB 11643 and the household around the hero. They come first in every population,
 * whatever its seed, and carry no dirt that would hide them.
 */
export const notableHouseholds: readonly Omit<Household, 'number'>[] = [
  household(0, '复兴路', '18号2单元301室', [
    person({
      id: heroId,
      name: '周桂兰',
      formerName: '周招弟',
      sex: 'female',
      birth: '19491231',
      relation: 'head',
      phone: '10012349491',
    }),
    person({
      id: '99010219470315001X',
      name: '林德明',
      sex: 'male',
      birth: '19470315',
      relation: 'spouse',
      phone: '10012344703',
    }),
    person({
      id: '990102197508200038',
      name: '林国强',
      sex: 'male',
      birth: '19750820',
      relation: 'child',
      phone: '10012347508',
      employer: '和望远航物流有限公司',
    }),
    person({
      id: '990102200306180045',
      name: '林雨欣',
      sex: 'female',
      birth: '20030618',
      relation: 'grandchild',
      phone: '10012340306',
    }),
  ]),
  household(1, '古井巷', '7号1单元101室', [
    person({
      id: '440524188001010014',
      name: '陈守义',
      sex: 'male',
      birth: '18800101',
      death: '19620411',
      relation: 'head',
    }),
  ]),
  household(2, '沿河路', '233号4单元1202室', [
    person({
      id: '34052419800101001X',
      name: '徐建华',
      sex: 'male',
      birth: '19800101',
      relation: 'head',
      phone: '10012348001',
      employer: '和望明轩网络科技有限公司',
    }),
  ]),
];

type Portrait = Pick<Citizen, 'id' | 'name' | 'sex' | 'birth' | 'relation'> & Partial<Citizen>;

function person(portrait: Portrait): Citizen {
  return { index: 0, formerName: null, death: null, phone: null, employer: null, notable: true, ...portrait };
}

function household(
  index: number,
  street: string,
  designator: string,
  members: readonly Citizen[],
): Omit<Household, 'number'> {
  return { kind: 'family', address: address(index, street, designator), members };
}

function address(index: number, street: string, designator: string): Address {
  const district = districts[index];
  const subdistrict = subdistricts.find((unit) => unit.parent === district?.code);
  if (district === undefined || subdistrict === undefined) throw new RangeError('The city has no such district');
  return {
    code: `${subdistrict.code}${String(index).padStart(11, '0')}`,
    district,
    subdistrict,
    street,
    designator,
    postCode: '991002',
  };
}
