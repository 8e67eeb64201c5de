export { type FilesRequest, type GeneratedFile, generateFiles } from './generate-files.ts';
export { generateText, type TextRequest } from './generate-text.ts';
export { type TextFormat, textFormats } from './line-writers.ts';
export { isRecipeName, type Recipe, type RecipeName, recipeNamed, recipes } from './recipes.ts';
