/** Where the API lives; what is not compatible gets another number. */
export const base = '/api/v1';
