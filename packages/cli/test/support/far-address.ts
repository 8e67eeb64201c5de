/** An address of a local server that is not known for one of this machine, so that it is taken for AWS's. */
export const farAddressOf = (endpoint: string): string => endpoint.replace('127.0.0.1', '0.0.0.0');
