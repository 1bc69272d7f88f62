/** The version of this package, as gates tell it to the server. */
export const version = '0.1.0';
