package api_test

import (
	"strings"
	"testing"

	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

// A generic client, as grpcurl is one: everything it knows it has asked the service for.
func TestAGenericClientListsDescribesAndCallsTheService(t *testing.T) {
	ask, err := grpc_reflection_v1.NewServerReflectionClient(live.conn).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked := func(r *grpc_reflection_v1.ServerReflectionRequest) *grpc_reflection_v1.ServerReflectionResponse {
		t.Helper()
		if err := ask.Send(r); err != nil {
			t.Fatal(err)
		}
		answer, err := ask.Recv()
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}

	list := asked(&grpc_reflection_v1.ServerReflectionRequest{MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{}})
	var names []string
	for _, s := range list.GetListServicesResponse().GetService() {
		names = append(names, s.Name)
	}
	all := strings.Join(names, " ")
	for _, want := range []string{"Pact", "Escrow", "Evidence", "Evaluation", "Dispute", "Session"} {
		if !strings.Contains(all, "surety.v1."+want+"Service") {
			t.Errorf("%sService is not among %v", want, names)
		}
	}

	described := asked(&grpc_reflection_v1.ServerReflectionRequest{
		MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: "surety.v1.EscrowService"},
	})
	set := &descriptorpb.FileDescriptorSet{}
	for _, raw := range described.GetFileDescriptorResponse().GetFileDescriptorProto() {
		file := &descriptorpb.FileDescriptorProto{}
		if err := proto.Unmarshal(raw, file); err != nil {
			t.Fatal(err)
		}
		set.File = append(set.File, file)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		t.Fatal(err)
	}
	found, err := files.FindDescriptorByName("surety.v1.EscrowService.GetDeployment")
	if err != nil {
		t.Fatal(err)
	}
	method := found.(protoreflect.MethodDescriptor)
	request, answer := dynamicpb.NewMessage(method.Input()), dynamicpb.NewMessage(method.Output())
	if err := live.conn.Invoke(t.Context(), "/surety.v1.EscrowService/GetDeployment", request, answer); err != nil {
		t.Fatal(err)
	}
	field := func(name protoreflect.Name) protoreflect.Value {
		return answer.Get(method.Output().Fields().ByName(name))
	}
	if id := field("chain_id").Uint(); id != stack.Domain.ChainID {
		t.Errorf("the chain is %d", id)
	}
	if escrow := field("escrow").String(); escrow != stack.Domain.Escrow.Hex() {
		t.Errorf("the escrow is %s", escrow)
	}
}

func TestTheServiceSaysThatItServes(t *testing.T) {
	health, err := grpc_health_v1.NewHealthClient(live.conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if health.Status != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("it says %s", health.Status)
	}
}
