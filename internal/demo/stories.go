package demo

import (
	"context"
	"io"
	"log/slog"
)

func Stories(ctx context.Context, log *slog.Logger, w io.Writer) (any, error) { return nil, nil }
func Up(ctx context.Context, listen string, log *slog.Logger, w io.Writer) error { return nil }
