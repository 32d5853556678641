/**
 * The configuration of an nginx with one worker that needs no root and writes below one folder.
 *
 * @param connections of the worker at most
 * @param http what stands in the `http` block
 */
export function nginxConfig(folder: string, connections: number, http: string): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections ${connections}; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
${http}
}
`;
}

/** The arguments by which nginx starts with that configuration. */
export const nginxArguments = (folder: string, config: string): string[] => ['-c', config, '-e', `${folder}/error.log`];
