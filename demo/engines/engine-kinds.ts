import type { EngineKind, EngineName } from './engine.ts';
import { mariadb } from './mariadb.ts';
import { postgres } from './postgres.ts';

export const engineKinds: Readonly<Record<EngineName, EngineKind>> = { postgres, mariadb };
