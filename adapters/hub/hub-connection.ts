import { postgresConnection, type PostgresAddress } from '../dialects/postgres/postgres-connection.ts';

/** What is answered is on disk, and moments are written as we read them: how durable a commit is is not the URL's to say. */
const settings = ['synchronous_commit=on', 'DateStyle=ISO', 'TimeZone=UTC'];

/** @throws {OnestopError} `CONFIG_INVALID` for a URL or files that can't be read */
export const hubConnection = (url: string, onFailure: PostgresAddress['onFailure']) =>
  postgresConnection({ where: 'the hub', url, files: undefined, onFailure, settings });
