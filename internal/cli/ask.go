package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// terminal is In, when somebody sits there.
func (a *app) terminal() (*os.File, bool) {
	f, ok := a.In.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// confirm shows what is about to be signed or sent and asks, unless --yes.
func (a *app) confirm(summary, question string) error {
	if a.Output != "json" || !a.Yes {
		_, _ = fmt.Fprintf(a.Err, "%s\n\n%s\n", strings.TrimRight(summary, "\n"), question)
	}
	if a.Yes {
		return nil
	}
	in, ok := a.terminal()
	if !ok {
		return usage("nobody can be asked here: read what it would do, then repeat the command with --yes; nothing was signed")
	}
	_, _ = fmt.Fprint(a.Err, "Go on? [y/N] ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer != "y" && answer != "yes" {
		return usage("not confirmed; nothing was signed")
	}
	return nil
}

// password reads the key's password from the file or, unseen, from the terminal; twice when it is new.
func (a *app) password(what string, isNew bool) (string, error) {
	if a.PasswordFile != "" {
		data, err := os.ReadFile(a.PasswordFile)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		first, _, _ := bytes.Cut(data, []byte("\n"))
		password := strings.TrimSuffix(string(first), "\r")
		if password == "" {
			return "", usage("the first line of %s is empty; write the password there", a.PasswordFile)
		}
		return password, nil
	}
	in, ok := a.terminal()
	if !ok {
		return "", usage("no terminal to ask for the password of %s: put it into a file that only you can read and name it with --password-file", what)
	}
	ask := func(prompt string) (string, error) {
		_, _ = fmt.Fprint(a.Err, prompt)
		line, err := term.ReadPassword(int(in.Fd()))
		_, _ = fmt.Fprintln(a.Err)
		return string(line), err
	}
	password, err := ask("Password of " + what + ": ")
	if err != nil || !isNew {
		return password, err
	}
	again, err := ask("The same again: ")
	switch {
	case err != nil:
		return "", err
	case password != again:
		return "", usage("the two differ; nothing was written")
	case password == "":
		return "", usage("an empty password protects nothing; nothing was written")
	}
	return password, nil
}
