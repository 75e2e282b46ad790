/** Connections to one subgraph. Apart from the client, whose packages a gateway without remote departments never loads. */
export const usualConnections = 32;
