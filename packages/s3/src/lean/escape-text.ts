/** All but unreserved characters, as S3 signs them. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export const escapeText = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
