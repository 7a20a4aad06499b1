// Command s3-gateway is versitygw over a folder, for tests: its gateway without the other stores, the tests and the shell commands of its own program.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

func main() {
	listen := flag.String("listen", "", "host:port")
	region := flag.String("region", "", "of all buckets")
	sidecar := flag.String("sidecar", "", "folder for what is kept beside objects")
	certificate := flag.String("cert", "", "PEM file; with it TLS is spoken")
	key := flag.String("key", "", "PEM file")
	flag.Parse()
	store, err := meta.NewSideCar(*sidecar)
	if err != nil {
		log.Fatal(err)
	}
	folder, err := posix.New(flag.Arg(0), store, posix.PosixOpts{SideCarDir: *sidecar, Concurrency: 5_000, CopyObjectThreshold: 5 << 30})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	err = embedgw.RunVersityGW(ctx, folder, &embedgw.Config{
		Ports:             []string{*listen},
		Region:            *region,
		RootUserAccess:    os.Getenv("ROOT_ACCESS_KEY_ID"),
		RootUserSecret:    os.Getenv("ROOT_SECRET_ACCESS_KEY"),
		CertFile:          *certificate,
		KeyFile:           *key,
		KeepAlive:         true,
		MaxConnections:    10_000,
		MaxRequests:       10_000,
		MultipartMaxParts: 10_000,
	})
	if err != nil {
		log.Fatal(err)
	}
}
