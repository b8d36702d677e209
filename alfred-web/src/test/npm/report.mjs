// Every script runs one scenario with its SDK and prints what it got as one line of JSON.
// URL and key come by environment, as an application has them.

export const url = process.env.ALFRED_URL;
export const apiKey = process.env.ALFRED_KEY;
export const model = process.env.ALFRED_MODEL;

export async function report(scenarios) {
  const scenario = scenarios[process.argv[2]];
  let result;
  try {
    result = await scenario();
  } catch (error) {
    result = { error: error.name, status: error.status ?? error.statusCode ?? null, message: String(error.message) };
  }
  console.log(JSON.stringify(result));
}
