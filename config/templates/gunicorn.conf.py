# web server for pages and the API; written by the set-up from config/templates/gunicorn.conf.py
bind = "127.0.0.1:@port@"
wsgi_app = "@application@"
chdir = "@sites@"
worker_class = "gthread"
workers = @workers@
threads = 4
preload_app = not @reload@
reload = @reload@
timeout = 120
graceful_timeout = 10
keepalive = 5
# heartbeat files in memory: a slow disk must not look like a hanging worker
worker_tmp_dir = "/dev/shm"
# a socket in the home folder, shared by all checkouts of one user
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1"
