/** A mistake in `onestop.yaml`: where it is told, what is said, and the way out. */
export type ConfigCase = {
  readonly id: string;
  readonly yaml: string;
  /** `line` or `line setting`, after the file's name. */
  readonly where: string;
  readonly says: string;
  readonly wayOut: string;
};

export const configCases: readonly ConfigCase[] = [
  {
    id: 'no YAML',
    yaml: 'host: 127.0.0.1\nclients: [a, b\nport: 4000\n',
    where: '3',
    says: 'Flow sequence',
    wayOut: 'Correct the YAML',
  },
  {
    id: 'a setting twice',
    yaml: 'port: 4000\nhost: a\nport: 4001\n',
    where: '3',
    says: 'Map keys must be unique',
    wayOut: 'Correct the YAML',
  },
  {
    id: 'a misspelt setting',
    yaml: 'host: 127.0.0.1\ndepartmens: []\n',
    where: '2 departmens',
    says: 'no setting “departmens”',
    wayOut: 'departments',
  },
  {
    id: 'a misspelt setting without a value',
    yaml: 'host: 127.0.0.1\n\nsecrets:\n',
    where: '3 secrets',
    says: 'no setting “secrets”',
    wayOut: 'secret',
  },
  {
    id: 'a list in place of settings',
    yaml: '- host\n- port\n',
    where: '1 0',
    says: 'no setting “0”',
    wayOut: 'host, port',
  },
  {
    id: 'a port in quotes',
    yaml: 'host: 127.0.0.1\nport: "4000"\n',
    where: '2 port',
    says: 'a number is wanted, not "4000"',
    wayOut: 'Write a number',
  },
  {
    id: 'a port that is none',
    yaml: 'port: 70000\n',
    where: '1 port',
    says: '70000 is no port',
    wayOut: '0 to 65535',
  },
  {
    id: 'a secret in clear',
    yaml: 'port: 4000\nsecret: hunter2\n',
    where: '2 secret',
    says: 'a secret stands in the file itself',
    wayOut: 'env:NAME or file:PATH',
  },
  {
    id: 'a secret that the environment does not have',
    yaml: 'secret: env:NOWHERE\n',
    where: '1 secret',
    says: 'the environment has no NOWHERE',
    wayOut: 'Set NOWHERE',
  },
  {
    id: 'a secret that is short',
    yaml: 'secret: env:SHORT\n',
    where: '1 secret',
    says: 'fewer than 16 characters',
    wayOut: 'a long random text',
  },
  {
    id: 'a secret that is empty',
    yaml: 'secret: env:EMPTY\n',
    where: '1 secret',
    says: 'the environment has no EMPTY',
    wayOut: 'Set EMPTY',
  },
  {
    id: 'a hub that is no PostgreSQL database',
    yaml: 'port: 4000\nhub: env:SHORT\n',
    where: '2 hub',
    says: 'no URL of a PostgreSQL database',
    wayOut: 'postgres://account:password@host/database',
  },
  {
    id: 'a hub that the environment does not have',
    yaml: 'hub: env:NOWHERE\n',
    where: '1 hub',
    says: 'the environment has no NOWHERE',
    wayOut: 'Set NOWHERE to postgres://',
  },
  {
    id: 'sign-in without keys',
    yaml: 'port: 4000\nauth:\n  issuer: https://a.example\n  audience: onestop\n',
    where: '2 auth',
    says: 'issuer, audience and jwks',
    wayOut: 'public keys',
  },
  {
    id: 'a misspelt setting of sign-in',
    yaml: 'auth:\n  isuer: https://a.example\n',
    where: '2 auth.isuer',
    says: 'no setting “isuer”',
    wayOut: 'issuer',
  },
  {
    id: 'tokens of a demo',
    yaml: 'auth:\n  issuer: onestop-demo\n  audience: demo\n  jwks: keys.json\n',
    where: '3 auth.audience',
    says: 'belongs to demo tokens',
    wayOut: 'the audience your issuer writes',
  },
  {
    id: 'a department from nowhere',
    yaml: 'departments:\n  - file: a.graphql\n  - name: hotline\n',
    where: '3 departments.1',
    says: 'a file, or a name and a url',
    wayOut: 'file: department.graphql',
  },
  {
    id: 'a department at no address',
    yaml: 'departments:\n  - name: hotline\n    url: hotline.example\n',
    where: '3 departments.0.url',
    says: '“hotline.example” is no address',
    wayOut: 'https://host/graphql',
  },
  {
    id: 'a misspelt setting of a department',
    yaml: 'departments:\n  - name: hotline\n    adress: https://hotline.example/graphql\n',
    where: '3 departments.0.adress',
    says: 'no setting “adress”',
    wayOut: 'url',
  },
  {
    id: 'a misspelt setting of a client',
    yaml: 'clients:\n  portal:\n    purpose: [service-delivery]\n',
    where: '3 clients.portal.purpose',
    says: 'no setting “purpose”',
    wayOut: 'purposes',
  },
  {
    id: 'purposes in one word',
    yaml: 'clients:\n  portal:\n    purposes: service-delivery\n',
    where: '3 clients.portal.purposes',
    says: 'needs its legal basis',
    wayOut: 'service-delivery: the law',
  },
  {
    id: 'purposes without what allows them',
    yaml: 'clients:\n  portal:\n    purposes: [service-delivery]\n',
    where: '3 clients.portal.purposes.0',
    says: 'needs its legal basis',
    wayOut: 'service-delivery: the law',
  },
  {
    id: 'a purpose with an empty legal basis',
    yaml: 'clients:\n  portal:\n    purposes:\n      statistics: { legalBasis: " " }\n',
    where: '4 clients.portal.purposes.statistics',
    says: 'needs its legal basis',
    wayOut: 'legalBasis:',
  },
  {
    id: 'an embargo without an end',
    yaml: 'clients:\n  portal:\n    purposes:\n      inquiry: { legalBasis: a law, embargoDays: 100000 }\n',
    where: '4 clients.portal.purposes.inquiry.embargoDays',
    says: '100000 is no number of days',
    wayOut: 'from 1 to 730',
  },
  {
    id: 'a mode of the access log that there is not',
    yaml: 'audit:\n  mode: never\n',
    where: '2 audit.mode',
    says: 'no mode “never”',
    wayOut: 'strict or async',
  },
  {
    id: 'introspection that is neither on nor off',
    yaml: 'introspection: maybe\n',
    where: '1 introspection',
    says: 'a boolean is wanted',
    wayOut: 'Write a boolean',
  },
];
