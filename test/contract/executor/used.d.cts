export const value: string;
