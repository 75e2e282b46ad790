/** Personal data that one department answered with. */
export type PersonalRead = {
  readonly department: string;
  /** `Citizen.fullName` */
  readonly fields: ReadonlySet<string>;
  /** Canonical ids of the people concerned. */
  readonly subjects: ReadonlySet<string>;
};
