import type { EngineAccount } from './engine-account.ts';

/** The servers that a keeper can run. Their files in the data folder begin with these names. */
export const engineNames = ['postgres', 'mariadb'] as const;

export type EngineName = (typeof engineNames)[number];

/** A server as its own files and the system tell of it. */
export type FoundServer = { readonly pid: number; readonly port: number };

/** What it takes to find, judge and stop a kind of server, whether or not its programs are there. */
export type EngineKind = {
  readonly name: EngineName;
  /** For people. */
  readonly label: string;
  /** Begins the names of its clusters where those of several data folders lie side by side. */
  readonly clusterPrefix: string;
  /** Sent one after the other, five seconds apart, until the server has ended. The last one can't be ignored. */
  readonly stopSignals: readonly NodeJS.Signals[];
  /** What the cluster's pid file says, which may be of a process that is long gone. */
  readPidFile(cluster: string): FoundServer | null;
  /** Of a process that lives: whether it accepts connections on this port, is about to, or has begun to end. */
  condition(cluster: string, server: FoundServer): Promise<'ready' | 'starting' | 'stopping'>;
  /**
   * Finds or fetches the programs, such that `account` can run them.
   * @throws {OnestopError} `ENGINE_UNAVAILABLE` when they can't be had, also when `signal` aborts the search
   */
  install(request: InstallRequest): Promise<InstalledEngine>;
};

export type InstallRequest = {
  readonly dataFolder: string;
  /** Whom the server runs as; null for ourselves. */
  readonly account: EngineAccount | null;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
};

export type InstalledEngine = {
  readonly kind: EngineKind;
  /**
   * Fills an empty folder that belongs to the account.
   * @param request.draft the folder around it: ours, passable for the account, removed afterwards
   * @throws {Error} with what the program said
   */
  initialise(request: InitialiseRequest): Promise<void>;
  command(cluster: string, port: number): EngineCommand;
};

export type InitialiseRequest = {
  readonly dataFolder: string;
  readonly account: EngineAccount | null;
  readonly cluster: string;
  readonly draft: string;
};

export type EngineCommand = {
  readonly program: string;
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
};
