/** Names and messages come from anywhere: in a terminal they stay on their line and move nothing. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, ' ');
