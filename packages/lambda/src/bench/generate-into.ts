import { generateText, isRecipeName, recipes, type TextRequest } from '@parquetry/datagen';

/** @throws RangeError when there is no such recipe. */
export function generateInto(request: Omit<TextRequest, 'recipe'> & { readonly recipe: string }) {
  const { recipe, ...rest } = request;
  if (!isRecipeName(recipe)) {
    const known = recipes.map(({ name }) => name).join(', ');
    throw new RangeError(`there is no recipe ${JSON.stringify(recipe)}; known: ${known}`);
  }
  return generateText({ recipe, ...rest });
}
