package devnet

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres is a private PostgreSQL cluster in a temporary directory, reached over TCP on 127.0.0.1 with a random
// password, so that other users of the machine stay out.
type Postgres struct {
	keeper *exec.Cmd
	owner  io.Closer // its end is the keeper's signal to take everything down
	output *os.File  // what the keeper says when it cannot go on; its end is the keeper's end
	url    url.URL
}

// keep owns the cluster from the first file to the last. It is a process of its own because a process that is killed
// cannot tidy up after itself: end of input, which the kernel brings about when the owner is gone, is what it waits
// for. The data is thrown away, so the server is stopped the fastest way, SIGQUIT; a server so young that it still
// ignores that one dies of SIGTERM.
const keep = `
dir=$1 bin=$2 port=$3
exec 4<&0 </dev/null
halt() { kill -TERM $server; kill -QUIT $server; } 2>/dev/null
trap '[ -z "$server" ] || { halt; wait $server; }; rm -rf "$dir"' EXIT
trap exit HUP INT TERM
"$bin/initdb" -D "$dir/data" -U surety -A scram-sha-256 --pwfile="$dir/password" \
	-E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { tail -n 10 "$dir/log"; exit; }
"$bin/postgres" -D "$dir/data" -c listen_addresses=127.0.0.1 -c port="$port" -c max_connections=500 \
	-c unix_socket_directories= 4<&- >"$dir/log" 2>&1 &
server=$!
{ read -r _ <&4; halt; } >/dev/null &
reader=$!
wait $server
server=
kill -KILL $reader 2>/dev/null
tail -n 10 "$dir/log"
`

// StartPostgres makes a cluster and returns when it answers; ctx bounds the start only. The binaries come from PATH,
// from pg_config --bindir or from /usr/lib/postgresql, in this order. PostgreSQL refuses to run as root: root starts
// it as the user postgres, else nobody.
func StartPostgres(ctx context.Context) (*Postgres, error) {
	bin, err := postgresBinaries()
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	for {
		port, err := freePort()
		if err != nil {
			return nil, fmt.Errorf("start PostgreSQL: %w", err)
		}
		pg, err := startPostgres(ctx, bin, port)
		if errors.Is(err, errPortTaken) {
			continue // it was free a moment ago
		}
		if err != nil {
			return nil, fmt.Errorf("start PostgreSQL from %s: %w", bin, err)
		}
		return pg, nil
	}
}

var errPortTaken = errors.New("another process has taken the port")

func startPostgres(ctx context.Context, bin string, port int) (*Postgres, error) {
	credential, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "surety-postgres-")
	if err != nil {
		return nil, err
	}
	password := rand.Text()
	passwordFile := filepath.Join(dir, "password")
	if err := os.WriteFile(passwordFile, []byte(password), 0o600); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if credential != nil {
		for _, path := range []string{passwordFile, dir} {
			if err := os.Chown(path, int(credential.Uid), int(credential.Gid)); err != nil {
				return nil, errors.Join(err, os.RemoveAll(dir))
			}
		}
	}

	keeper := exec.Command("/bin/sh", "-c", keep, "surety-postgres", dir, bin, strconv.Itoa(port))
	keeper.Dir = dir
	keeper.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"} // none of the caller's PG* settings, none of its secrets
	// A group of its own: Ctrl-C on the terminal is for the owner, who may still need the database to stop in order.
	keeper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: credential}
	input, owner, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	output, said, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, input.Close(), owner.Close(), os.RemoveAll(dir))
	}
	keeper.Stdin, keeper.Stdout = input, said
	err = errors.Join(keeper.Start(), input.Close(), said.Close()) // the keeper's ends are the keeper's alone
	if err != nil {
		err = fmt.Errorf("the server's user must be able to enter %s (TMPDIR says where that is): %w", dir, err)
		return nil, errors.Join(err, owner.Close(), output.Close(), os.RemoveAll(dir))
	}

	pg := &Postgres{keeper: keeper, owner: owner, output: output, url: url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword("surety", password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Path:     "/postgres",
		RawQuery: "sslmode=disable",
	}}
	if err := pg.ready(ctx); err != nil {
		return nil, errors.Join(err, pg.Stop())
	}
	return pg, nil
}

// ready waits until the server takes connections or the keeper gives up. It looks at what the server says of itself
// in its lock file, since whoever answers on the port may be somebody else.
func (pg *Postgres) ready(ctx context.Context) error {
	var said strings.Builder
	for {
		status, err := os.ReadFile(filepath.Join(pg.keeper.Dir, "data", "postmaster.pid"))
		if err == nil && strings.Contains(string(status), "\nready") {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("not ready in time: %w", ctx.Err())
		}
		if err := pg.output.SetReadDeadline(time.Now().Add(10 * time.Millisecond)); err != nil {
			return err
		}
		if _, err := io.Copy(&said, pg.output); !errors.Is(err, os.ErrDeadlineExceeded) {
			if strings.Contains(said.String(), "could not bind") {
				return errPortTaken
			}
			return fmt.Errorf("the server ended: %s", strings.TrimSpace(said.String()))
		}
	}
}

// Stop ends the server and removes its files.
func (pg *Postgres) Stop() error {
	err := pg.owner.Close()
	if ended := pg.keeper.Wait(); err == nil {
		err = ended
	}
	return errors.Join(err, pg.output.Close())
}

// URL is the address of the database "postgres", as its superuser.
func (pg *Postgres) URL() string { return pg.url.String() }

// CreateDatabase makes a database, a copy of template unless that is empty, and returns its URL. Nobody may be
// connected to the template meanwhile.
func (pg *Postgres) CreateDatabase(ctx context.Context, name, template string) (string, error) {
	create := "CREATE DATABASE " + pgx.Identifier{name}.Sanitize()
	if template != "" {
		create += " TEMPLATE " + pgx.Identifier{template}.Sanitize()
	}
	conn, err := pgx.Connect(ctx, pg.URL())
	if err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	_, err = conn.Exec(ctx, create)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	database := pg.url
	database.Path = "/" + name
	return database.String(), nil
}

// postgresBinaries is the directory that holds initdb and postgres.
func postgresBinaries() (string, error) {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	newest, newestVersion := "", 0
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // Debian keeps its servers out of PATH
	for _, dir := range installed {
		if version, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil && version > newestVersion {
			newest, newestVersion = dir, version
		}
	}
	for _, dir := range append(dirs, newest) {
		_, noInitdb := exec.LookPath(filepath.Join(dir, "initdb"))
		_, noPostgres := exec.LookPath(filepath.Join(dir, "postgres"))
		if filepath.IsAbs(dir) && noInitdb == nil && noPostgres == nil {
			return dir, nil
		}
	}
	return "", errors.New("initdb and postgres are neither in PATH, nor where pg_config says, nor under /usr/lib/postgresql: " +
		"install the PostgreSQL server (Debian: apt-get install postgresql; macOS: brew install postgresql)")
}

// unprivileged is who runs the server: nil for the caller itself, who is not root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, err := strconv.ParseUint(u.Uid, 10, 32)
			if err != nil {
				return nil, err
			}
			gid, err := strconv.ParseUint(u.Gid, 10, 32)
			if err != nil {
				return nil, err
			}
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody: " +
		"add one, or start this as an ordinary user")
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return listener.Addr().(*net.TCPAddr).Port, listener.Close()
}
