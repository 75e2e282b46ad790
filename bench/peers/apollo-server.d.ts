/** What is used of @apollo/server, which a checkout has only once the bench has run. */
declare module '@apollo/server' {
  export class ApolloServer {
    constructor(options: { readonly gateway: import('@apollo/gateway').ApolloGateway });
    stop(): Promise<void>;
  }
}

declare module '@apollo/server/standalone' {
  export function startStandaloneServer(
    server: import('@apollo/server').ApolloServer,
    options: { readonly listen: { readonly host: string; readonly port: number } },
  ): Promise<{ readonly url: string }>;
}
