export { ApiProblem, type Client, createClient, type Problem } from './client.ts';
