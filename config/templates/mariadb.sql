ALTER USER 'root'@'localhost' IDENTIFIED BY '@password@';
CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';
ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY '@password@';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
CREATE USER IF NOT EXISTS 'root'@'::1';
DROP USER 'root'@'::1';
DELETE FROM mysql.global_priv WHERE User = '';
FLUSH PRIVILEGES;
