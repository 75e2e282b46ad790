import { abstractCases } from './cases/abstract-cases.ts';
import { tableCases } from './cases/database-cases.ts';
import { dictionaryCases } from './cases/dictionary-cases.ts';
import { directiveCases } from './cases/directive-cases.ts';
import { policyCases } from './cases/policy-cases.ts';
import { embeddedCases } from './cases/embedded-cases.ts';
import { fieldCases } from './cases/field-cases.ts';
import { fileCases } from './cases/file-cases.ts';
import { keyCases } from './cases/key-cases.ts';
import type { MistakeCase } from './cases/mistake-case.ts';
import { hierarchyCases } from './cases/hierarchy-cases.ts';
import { relationCases } from './cases/relation-cases.ts';
import { valueCases } from './cases/value-cases.ts';
import { workedOutCases } from './cases/worked-out-cases.ts';

/** What can be told without a database. The good file is `base.graphql`. */
export const staticCases: readonly MistakeCase[] = [
  ...fileCases,
  ...directiveCases,
  ...policyCases,
  ...valueCases,
  ...workedOutCases,
  ...embeddedCases,
  ...keyCases,
  ...fieldCases,
  ...relationCases,
  ...hierarchyCases,
  ...abstractCases,
];

/** What only the database can tell. Its tables are those of `base-tables.ts`. */
export const databaseCases: readonly MistakeCase[] = [...tableCases, ...dictionaryCases];
