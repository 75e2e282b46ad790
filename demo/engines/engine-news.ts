import type { EngineName, FoundServer } from './engine.ts';
import type { KeeperMessage } from './keeper-protocol.ts';

export type EngineAnswer = Exclude<KeeperMessage, { kind: 'welcome' }>;

/** What a keeper has told a demo of its engines, and who waits for more. */
export type EngineNews = {
  add(message: EngineAnswer): void;
  /** The server that ran last; null where none has. */
  server(engine: EngineName): FoundServer | null;
  /** That the engine runs, or couldn't be started for this demo; null where nothing was heard. */
  known(engine: EngineName): EngineAnswer | null;
  /** What is told of the engine next. */
  next(engine: EngineName): Promise<EngineAnswer>;
  isAwaited(): boolean;
};

/** @param wanted whose failure is this demo's answer though nobody waits yet; one told to others may be over when this one asks */
export function collectNews(wanted: readonly EngineName[]): EngineNews {
  const servers = new Map<EngineName, FoundServer>();
  const failures = new Map<EngineName, EngineAnswer>();
  const waiting = new Set<(message: EngineAnswer) => void>();
  return {
    add: (message) => {
      const { engine } = message;
      if (message.kind === 'running') servers.set(engine, { pid: message.pid, port: message.port });
      else if (wanted.includes(engine)) failures.set(engine, message);
      for (const hear of waiting) hear(message);
    },
    server: (engine) => servers.get(engine) ?? null,
    known: (engine) => {
      const server = servers.get(engine);
      return server === undefined ? (failures.get(engine) ?? null) : { kind: 'running', engine, ...server };
    },
    next: (engine) =>
      new Promise((resolve) => {
        const hear = (message: EngineAnswer): void => {
          if (message.engine !== engine) return;
          waiting.delete(hear);
          resolve(message);
        };
        waiting.add(hear);
      }),
    isAwaited: () => waiting.size > 0,
  };
}
