import type { AllFigures } from './measure-all.ts';
export async function writeResults(_all: AllFigures): Promise<void> {}
