import { Writable } from 'node:stream';

/** What is written here is lost. */
export const silence = (): NodeJS.WritableStream => new Writable({ write: (_chunk, _encoding, done) => done() });
